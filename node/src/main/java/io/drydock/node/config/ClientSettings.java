package io.drydock.node.config;

import io.drydock.node.rpc.http2.ConnectionSettings;
import io.drydock.node.rpc.tls.TlsSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where and how clients are served.
 *
 * @param urls for calls, and for plain requests unless those have their own
 * @param httpUrls for plain requests alone
 * @param metricsUrls for metrics and health besides
 * @param tls of URLs that ask for it; empty when nothing was said about it
 * @param selfSignedYears for which the node makes the certificate of {@code tls} itself; 0 when it
 *     does not
 * @param connections limits of each
 * @param origins whose pages may ask; {@code *} for all
 * @param hosts that requests without TLS may name; {@code *} for all
 * @param gateway whether JSON is served
 * @param reusePort whether ports are shared
 * @param reuseAddress whether addresses in TIME_WAIT are taken
 * @param extensiveMetrics whether the time of calls is measured
 */
public record ClientSettings(
    List<EtcdUrl> urls,
    List<EtcdUrl> httpUrls,
    List<EtcdUrl> metricsUrls,
    Optional<TlsSettings> tls,
    int selfSignedYears,
    ConnectionSettings connections,
    Set<String> origins,
    Set<String> hosts,
    boolean gateway,
    boolean reusePort,
    boolean reuseAddress,
    boolean extensiveMetrics) {}
