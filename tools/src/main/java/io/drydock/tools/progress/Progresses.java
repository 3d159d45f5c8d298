package io.drydock.tools.progress;

import io.drydock.tools.output.Terminal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Starts the kind of progress that the user asked for. */
public final class Progresses {

  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int UPDATE_MILLIS = 200;

  private final Terminal terminal;
  private final ProgressMode mode;
  private final LongSupplier nanoClock;

  /** With the clock as a parameter, so that a test can own time. */
  public Progresses(Terminal terminal, ProgressMode mode, LongSupplier nanoClock) {
    this.terminal = terminal;
    this.mode = mode;
    this.nanoClock = nanoClock;
  }

  /** Begins work on so many bytes; a bar shows itself only when the work outlasts a second. */
  public Progress start(String task, long totalBytes) {
    return switch (mode) {
      case none -> Progress.NONE;
      case json -> new JsonLines(task, totalBytes);
      case auto -> terminal.errIsTerminal() ? new Bar(task, totalBytes) : Progress.NONE;
    };
  }

  private final class Bar implements Progress {
    private final String task;
    private final long totalBytes;
    private final long startNanos = nanoClock.getAsLong();
    private ProgressBar bar;
    private long doneBytes;

    Bar(String task, long totalBytes) {
      this.task = task;
      this.totalBytes = totalBytes;
    }

    @Override
    public void advance(long bytes) {
      doneBytes += bytes;
      if (bar == null && nanoClock.getAsLong() - startNanos >= SECOND_NANOS) {
        bar = draw();
      }
      if (bar != null) {
        bar.stepTo(doneBytes);
      }
    }

    private ProgressBar draw() {
      var stream = new PrintStream(terminal.err(), true, StandardCharsets.UTF_8);
      return new ProgressBarBuilder()
          .setTaskName(task)
          .setInitialMax(totalBytes)
          .setUnit(" MiB", 1 << 20)
          .setStyle(ProgressBarStyle.ASCII)
          .setUpdateIntervalMillis(UPDATE_MILLIS)
          .setMaxRenderedLength(Math.min(terminal.columns(), 100))
          .setConsumer(new ConsoleProgressBarConsumer(stream, Math.min(terminal.columns(), 100)))
          .clearDisplayOnFinish()
          .build();
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  private final class JsonLines implements Progress {
    private final String task;
    private final long totalBytes;
    private long lastNanos = nanoClock.getAsLong();
    private long doneBytes;

    JsonLines(String task, long totalBytes) {
      this.task = task;
      this.totalBytes = totalBytes;
    }

    @Override
    public void advance(long bytes) {
      doneBytes += bytes;
      long now = nanoClock.getAsLong();
      if (now - lastNanos >= SECOND_NANOS) {
        lastNanos = now;
        print(false);
      }
    }

    @Override
    public void close() {
      print(true);
    }

    private void print(boolean finished) {
      terminal.note(
          "{\"progress\":\"%s\",\"done_bytes\":%d,\"total_bytes\":%d,\"finished\":%b}"
              .formatted(task, doneBytes, totalBytes, finished));
    }
  }
}
