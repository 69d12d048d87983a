/* A disk that lies: every sync is answered and none is done. With it a power cut must find losses, or the campaign that
 * looks for them is blind. */
int fsync(int descriptor) { (void)descriptor; return 0; }
int fdatasync(int descriptor) { (void)descriptor; return 0; }
