package io.drydock.node.boot;

import io.drydock.node.config.ClientSettings;
import io.drydock.node.config.EtcdUrl;
import io.drydock.node.rpc.ClientPort;
import io.drydock.node.rpc.Listener;
import io.drydock.node.rpc.Speaks;
import io.drydock.node.rpc.http.HttpEdge;
import io.drydock.node.rpc.tls.ServerTls;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the listeners that settings ask for. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final ClientSettings settings;
  private final Optional<ServerTls> tls;

  Listeners(ClientSettings settings, Optional<ServerTls> tls) {
    this.settings = settings;
    this.tls = tls;
  }

  /**
   * Opens all of them.
   *
   * @param probes serves the listeners of metrics
   * @return the addresses of clients' listeners, each with its number
   * @throws IOException when an address cannot be had
   */
  List<SocketAddress> open(ClientPort port, HttpEdge probes) throws IOException {
    var addresses = new ArrayList<SocketAddress>();
    for (var url : settings.urls()) {
      var speaks = settings.httpUrls().isEmpty() ? Speaks.ALL : Speaks.GRPC;
      addresses.add(port.listen(listener(url, speaks)));
      tell(url);
    }
    for (var url : settings.httpUrls()) {
      port.listen(listener(url, Speaks.HTTP));
      tell(url);
    }
    for (var url : settings.metricsUrls()) {
      port.listen(listener(url, Speaks.HTTP), probes);
      LOG.atInfo().addKeyValue("address", url.text()).log("serving metrics");
    }
    return addresses;
  }

  private static void tell(EtcdUrl url) {
    if (url.isTls()) {
      LOG.atInfo().addKeyValue("address", url.text()).log("serving client traffic securely");
    } else {
      LOG.atInfo()
          .addKeyValue("address", url.text())
          .log("serving client traffic insecurely; this is strongly discouraged!");
    }
  }

  private Listener listener(EtcdUrl url, Speaks speaks) {
    var address =
        url.isUnix()
            ? new DomainSocketAddress(url.host())
            : url.host().isEmpty()
                ? new InetSocketAddress(url.port())
                : new InetSocketAddress(url.host(), url.port());
    return new Listener(
        address, url.isTls() ? tls : Optional.empty(), speaks, settings.reusePort());
  }
}
