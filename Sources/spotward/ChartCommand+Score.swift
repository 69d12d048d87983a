import ArgumentParser

extension ChartCommand {
    /// `spotward chart score`: sub-scores, totals and escalation levels for a sheet of observation sets.
    struct Score: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Score a CSV sheet of observation sets.",
            discussion: """
                One row is one observation set; an empty cell is not given. Columns, in any order and any of them absent:
                  id                any text, echoed
                  dob, observed_at  YYYY-MM-DD; ISO 8601, without a zone London time
                  rr, spo2, hr, sbp, crt, temp       numbers (temp is not scored)
                  resp_distress     none|mild|moderate|severe
                  resp_support      air|HF|BiP|CP|NP|FM|HB|NRB
                  o2_value, o2_unit a number; % or L/min
                  sbp_code          NCO|U0|U4|OTHER0|OTHER4, in place of sbp
                  avpu              A|V|P|U|asleep
                  carer             W|S|B|A|U
                  carer_level, intuition_level       None|Low|Medium|High|Emergency
                  intuition, pupils_abnormal         Y|N
                  sepsis            none|sepsis|shock

                The answer, one row for each row scored, has the sub-scores (empty = missing, unscorable = no chart has a \
                score for the value), the total of a complete set only, the least and most it can be of an incomplete \
                one, and the escalation level with its reason (P score, SC specific concern, CQ carer question, CI \
                clinical intuition).

                A row with a bad cell is not scored: it is named on standard error and the exit status is 65. An unknown \
                column is refused with status 64.

                Example:
                  $ cat sheet.csv
                  id,dob,observed_at,spo2,hr
                  kim,2024-05-01,2026-11-21T23:00,91,155
                  $ spotward chart score sheet.csv | tail -n 1
                  kim,1-4y,,,4,,2,,,N,,6,6,24,E2,E2,P
                """)

        @Argument(help: ArgumentHelp("The sheet, CSV with a header; - is standard input.", valueName: "file.csv"))
        var path: String

        @OptionGroup var source: ChartSource

        func run() throws {
            let input = try InputFile(path)
            let output = OutputFile()
            var sheet = ChartSheet(chart: try source.edition().chart, name: input.name)
            while let piece = try input.next() {
                sheet.take(piece)
                try flush(&sheet, to: output)
                if sheet.headerDefect != nil { break }
            }
            sheet.finish()
            try flush(&sheet, to: output)
            if let status = sheet.exitStatus { throw ExitCode(status) }
        }

        private func flush(_ sheet: inout ChartSheet, to output: OutputFile) throws {
            for complaint in sheet.takeComplaints() { StandardError.complain(complaint) }
            try output.write(sheet.takeOutput())
        }
    }
}
