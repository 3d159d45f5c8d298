package io.drydock.node.admin.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** All metrics of a node. Safe for use by several threads. */
public final class NodeMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Set<Reading> missing = EnumSet.allOf(Reading.class);
  private final Map<Timing, DistributionDataPoint> timings = new EnumMap<>(Timing.class);
  private final Histogram applying;

  /** Metrics that nothing has been noted in yet. */
  public NodeMetrics() {
    for (var timing : Timing.values()) {
      var histogram =
          Histogram.builder()
              .name(timing.metric())
              .classicOnly()
              .classicUpperBounds(timing.bounds())
              .register(registry);
      timings.put(timing, histogram);
    }
    applying =
        Histogram.builder()
            .name("etcd_server_apply_duration_seconds")
            .labelNames("version", "op", "success")
            .classicOnly()
            .classicUpperBounds(Timing.bounds(0.0001, 20))
            .register(registry);
    FileDescriptors.register(registry);
    JvmMetrics.builder().register(registry);
  }

  /** Where metrics of other parts are added. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Shows what {@code source} says, each time metrics are asked for, on the thread that asks. */
  public NodeMetrics read(Reading reading, LongSupplier source) {
    missing.remove(reading);
    switch (reading.kind()) {
      case GAUGE ->
          GaugeWithCallback.builder()
              .name(reading.metric())
              .callback(shown -> shown.call(source.getAsLong()))
              .register(registry);
      case COUNTER ->
          CounterWithCallback.builder()
              .name(reading.metric())
              .callback(shown -> shown.call(source.getAsLong()))
              .register(registry);
    }
    return this;
  }

  /** The readings that no source was given for. */
  public Set<Reading> missing() {
    return Set.copyOf(missing);
  }

  /** Notes a measurement, in the unit that the metric's name ends in. */
  public void note(Timing timing, double amount) {
    timings.get(timing).observe(amount);
  }

  /** Notes how long an entry took to apply, whose operation is named as etcd names it. */
  public void noteApply(String operation, boolean success, double seconds) {
    applying.labelValues("v3", operation, Boolean.toString(success)).observe(seconds);
  }

  /** Shows a metric of value 1 whose label tells something, such as a version. */
  public void tell(String metric, String label, String value) {
    Gauge.builder().name(metric).labelNames(label).register(registry).labelValues(value).set(1);
  }

  /** All of it in Prometheus' text form. */
  public byte[] text() {
    var text = new ByteArrayOutputStream(32 << 10);
    try {
      PrometheusTextFormatWriter.builder().build().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory could not be written to", e);
    }
    return text.toByteArray();
  }
}
