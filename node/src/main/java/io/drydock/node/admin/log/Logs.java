package io.drydock.node.admin.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Sets the log up and ends it. */
public final class Logs implements AutoCloseable {
  private static final long MEGABYTE = 1 << 20;

  private final LoggerContext context;

  private Logs(LoggerContext context) {
    this.context = context;
  }

  /** For an error after which the process ends; such a line's level is {@code fatal}. */
  public static Marker fatal() {
    return LogLine.FATAL;
  }

  /**
   * From now on what is logged goes where the settings say.
   *
   * @throws IOException when a file cannot be written
   */
  public static Logs start(LogSettings settings) throws IOException {
    return start(settings, LoggerFactory.getILoggerFactory());
  }

  static Logs start(LogSettings settings, ILoggerFactory loggers) throws IOException {
    if (!(loggers instanceof LoggerContext context)) {
      throw new IllegalStateException("the log is not Logback's: " + loggers);
    }
    context.reset();
    var root = context.getLogger("ROOT");
    root.setLevel(level(settings.level()));
    context.getLogger("io.netty").setLevel(Level.WARN);
    for (var output : settings.outputs()) {
      root.addAppender(appender(output, settings, context));
    }
    context.start();
    return new Logs(context);
  }

  private static Level level(String name) {
    return switch (name) {
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARN;
      default -> Level.ERROR;
    };
  }

  private static Appender<ILoggingEvent> appender(
      String output, LogSettings settings, LoggerContext context) throws IOException {
    var encoder = new LineEncoder(settings.isJson());
    encoder.setContext(context);
    encoder.start();
    if (output.equals("stdout") || output.equals("stderr")) {
      var console = new ConsoleAppender<ILoggingEvent>();
      console.setTarget(output.equals("stdout") ? "System.out" : "System.err");
      console.setEncoder(encoder);
      console.setContext(context);
      console.start();
      return console;
    }
    var path = Path.of(output);
    var parent = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) {
      throw new IOException("open sink \"" + output + "\": " + parent + " is no directory");
    }
    var file =
        settings.rotation().isEmpty()
            ? new FileAppender<ILoggingEvent>()
            : rolling(path, settings.rotation().get(), context);
    file.setFile(output);
    file.setEncoder(encoder);
    file.setContext(context);
    file.start();
    if (!file.isStarted()) {
      throw new IOException("open sink \"" + output + "\": it cannot be written");
    }
    return file;
  }

  private static FileAppender<ILoggingEvent> rolling(
      Path path, LogSettings.Rotation rotation, LoggerContext context) {
    var file = new RollingFileAppender<ILoggingEvent>();
    file.setContext(context);
    file.setFile(path.toString());
    var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
    policy.setContext(context);
    policy.setParent(file);
    policy.setFileNamePattern(path + "-%d{yyyy-MM-dd}.%i" + (rotation.compress() ? ".gz" : ""));
    policy.setMaxFileSize(new FileSize(rotation.maxMegabytes() * MEGABYTE));
    policy.setMaxHistory(rotation.maxDays());
    policy.setTotalSizeCap(new FileSize(rotation.maxFiles() * rotation.maxMegabytes() * MEGABYTE));
    policy.start();
    file.setRollingPolicy(policy);
    return file;
  }

  /** Writes what is still to be written. */
  @Override
  public void close() {
    context.stop();
  }
}
