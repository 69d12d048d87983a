/// The pages of `Night`, letter by letter.
enum Golden {
    static let ward = """
        Ward of hub-1, 2026-11-22 03:10:00 +00:00: 6 children

                 CHILD    WORST OPEN                                        FOR     WHO HAS IT                       NEWEST READING  TODAY  SCORE                                      EPISODE
        CONCERN  adm-a K  P2 somebody is worried +1 P2                      8 min   NOBODY                           8 s ago         85 %   partial 5, 2 of 7, 5–23, changed 10 s ago  11111111
        P1       adm-b    P1 SpO2 at the child's own limit 88 %, now blind  10 min  NOBODY                           1 min ago       –      –                                          33333333
        P2       adm-c    P2 SpO2 low 88 %                                  10 min  A.Mensah (nurse) until 03:30:00  1 s ago         100 %  SPOT 10 (High), changed 30 s ago           44444444
        SILENT   adm-d    P3 silent                                         26 min  NOBODY                           NONE YET        –      –                                          55555555
                 adm-e    –                                                                                          16 min ago      –      –
                 adm-f    –                                                                                          0 s ago         0 %    –

        adm-d: the daily question has no answer, asked 4 h 10 min ago
        adm-e: planned pause until 03:20:00 (in 10 min)
        adm-e: held back: P3 silent, by a planned pause, 66666666
        Not accepted by its receiver yet: 2 messages.
        """

    static let why = """
        P2 SpO2 low: adm-c
        episode 44444444444444444444444444444444
        now: still so, and somebody has it, taken until 2026-11-22 03:31:00 +00:00, in 21 min

        RULE spot.spo2.low
          SpO2 at or below 91 % (sub-score 4 on the 1–4 years chart) for 30 s of valid data
          It fires when, over 30 s, at least 80 % of the seconds are valid and at least 80 % of those are in breach, the newest among them.
          It is over when the value is 1 % inside for 60 s without a gap.
          Rules built-in, NOT approved by anybody; chart SPOT NPEWS 2023-09, 82ec6cfdbac0.

        WHY IT FIRED
          began  2026-11-22 03:00:00 +00:00, 10 min ago
          fired  2026-11-22 03:00:30 +00:00, 9 min ago
          by     89 %, compared with at or below 91 %
          the window of 30 s before it:
            valid      29 s, needed 24 (80 % of 30)
            in breach  27 s, needed 24 (80 % of 29)

        SAMPLES
          ██████████▂▂▂▂▂▇▇·▂▂▂▂▂▂▂▂▂▂▂▂▁▁▁▁▁▁▁▁▁▁▁
                    ^^^^^   ^^^^^^^^^^^^^^^^^^^^^^^
          02:59:50 to 03:00:30, 88 % to 95 %; · no value, ^ in breach
          FROM      TO        READINGS  VALUE  IS             QUALITY
          02:59:50  02:59:59  10        95 %   not in breach
          03:00:00  03:00:04  5         89 %   in breach
          03:00:05  03:00:06  2         94 %   not in breach
          03:00:08  03:00:19  12        89 %   in breach
          03:00:20  03:00:30  11        88 %   in breach

        SCORE as of 2026-11-22 03:00:30 +00:00, 9 min ago
          SPOT sub-scores (inpatient chart, used outside its stated setting): PARTIAL, 2 of 7, sum 5, the total would be 5 to 23 of 26
            MEMBER      VALUE    POINTS  AGE THEN  USUAL
            SpO2        89 %     4       1 s
            heart rate  130/min  1       1 s
            missing: respiratory rate, respiratory distress, oxygen, systolic pressure, capillary refill
            A partial sum is not a PEWS. SpO2 and heart rate alone reach at most 8 of 26.

        MEANWHILE, OF THE SAME CHILD
          2026-11-22 03:00:40 +00:00, 9 min ago: held back: heart rate high, by sensor off, 77777777

        STEPS
          2026-11-22 03:00:30 +00:00, 9 min ago  P2 fired
            told: primary
              team: accepted 2026-11-22 03:00:31 +00:00, 1 try
              second: NOT ACCEPTED YET, 3 tries
          2026-11-22 03:01:00 +00:00, 9 min ago  P2 taken
            by A.Mensah (nurse): calling the family
            until 2026-11-22 03:31:00 +00:00
            told: primary
        """

    static let brief = """
        adm-a K, 2026-11-22 03:10:00 +00:00

        SITUATION
          P2 somebody is worried, for 8 min; NOBODY has it; 11111111
          P2 SpO2 low 88 %, for 10 min; NOBODY has it; 22222222
          newest valid reading: 2026-11-22 03:09:52 +00:00, 8 s ago
          readings cover 85 % of today

        BACKGROUND
          chart for 1-4y, at home, on the ward for bronchiolitis
          admitted 2026-11-19 19:26:40 +00:00, 2 d 7 h ago
          a reading is due every 4 h
          limit: SpO2 at or below 88 %, Dr Singh: agreed
          usually SpO2 93 % (Dr Singh)

        ASSESSMENT
          score, as its sub-scores last changed 2026-11-22 03:09:50 +00:00, 10 s ago
          SPOT sub-scores (inpatient chart, used outside its stated setting): PARTIAL, 2 of 7, sum 5, the total would be 5 to 23 of 26
            MEMBER      VALUE    POINTS  AGE THEN  USUAL
            SpO2        89 %     4       1 s       93 % (Dr Singh)
            heart rate  130/min  1       1 s
            missing: respiratory rate, respiratory distress, oxygen, systolic pressure, capillary refill
            A partial sum is not a PEWS. SpO2 and heart rate alone reach at most 8 of 26.
          observations last entered: 2026-11-22 02:00:00 +00:00, 1 h 10 min ago
          carer: worse, 2026-11-22 03:01:40 +00:00, 8 min ago

        RECOMMENDATION
          the chart's level is at least Medium by the score, and asks for a review by a doctor of ST3 or above within 30 minutes, reassessment within 30, SpO2 watched continuously
          the carer said worse, and the level is PENDING until a clinician chooses it: spotward review adm-a --carer-level …
          for a complete score enter: respiratory rate, respiratory distress, oxygen, systolic pressure, capillary refill
          somebody is worried: it stays until a clinician has talked with them and closes it
          take what nobody has: spotward ack 11111111, spotward ack 22222222
        """

    static let handover = """
        Handover of hub-1, 2026-11-21 15:00:00 +00:00 to 2026-11-22 03:10:00 +00:00, London time

        adm-a K, CONCERN
          01:00:30 P2 SpO2 low, over 01:20:00, taken by A.Mensah (nurse), 99999999
          01:36:40 planned pause of 20 min, A.Mensah (nurse): bath
          03:00:30 P2 SpO2 low, not over, taken by nobody, 22222222
          OPEN: P2 somebody is worried, for 8 min, NOBODY has it, 11111111
          OPEN: P2 SpO2 low, for 10 min, NOBODY has it, 22222222
          readings cover 85 % of today, the newest 8 s ago

        adm-d, SILENT
          nothing happened
          OPEN: P3 silent, for 26 min, NOBODY has it, 55555555
          the daily question has NO ANSWER, asked 2026-11-21 23:00:00 +00:00, 4 h 10 min ago
          how much of today readings cover is not known, the newest none yet

        adm-z, no longer on the ward
          nothing happened

        Not accepted by its receiver yet: 2 messages.
        """
}
