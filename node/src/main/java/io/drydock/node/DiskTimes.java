package io.drydock.node;

/** Is told by the engine's thread how long the disk takes. */
public interface DiskTimes {

  /** Tells nobody. */
  DiskTimes NONE =
      new DiskTimes() {
        @Override
        public void logWritten(long bytes, long nanos) {
          // Nobody asked.
        }

        @Override
        public void logSynced(long nanos) {
          // Nobody asked.
        }

        @Override
        public void backendCommitted(long nanos) {
          // Nobody asked.
        }
      };

  /** So many bytes were written to the WAL. */
  void logWritten(long bytes, long nanos);

  /** The WAL was forced to the disk. */
  void logSynced(long nanos);

  /** A batch was written to the backend, whose readers see it now. */
  void backendCommitted(long nanos);
}
