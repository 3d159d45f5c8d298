/**
 * What an operator asks: the command line over etcd's files.
 *
 * <p>{@link io.drydock.tools.Main} builds the command tree by hand; reading it shows everything
 * that exists. One package per noun ({@code wal}, {@code snap}, {@code db}, …) holds that noun's
 * commands, the analysis behind them (pure: decoded values in, a report out) and the report's two
 * faces, JSON and text. {@code source} opens what the user names, live or stopped; {@code output}
 * renders.
 *
 * <p>Layer: the top. Depends on {@code formats} only. One thread, but for the progress bar's own.
 */
package io.drydock.tools;
