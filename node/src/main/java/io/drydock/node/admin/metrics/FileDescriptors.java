package io.drydock.node.admin.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;

/** How many files the process may have open, and has. */
final class FileDescriptors {
  private FileDescriptors() {}

  static void register(PrometheusRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      GaugeWithCallback.builder()
          .name("os_fd_limit")
          .callback(shown -> shown.call(system.getMaxFileDescriptorCount()))
          .register(registry);
      GaugeWithCallback.builder()
          .name("os_fd_used")
          .callback(shown -> shown.call(system.getOpenFileDescriptorCount()))
          .register(registry);
    }
  }
}
