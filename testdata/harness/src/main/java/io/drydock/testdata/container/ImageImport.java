package io.drydock.testdata.container;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A tar archive becomes an image: {@code POST /images/create} of the Docker engine. Testcontainers
 * has no way to that, and its client cuts the archive off.
 */
final class ImageImport {

  private ImageImport() {}

  /**
   * Imports it.
   *
   * @param socket of the daemon
   * @throws IOException when the daemon refuses; the message holds its answer
   */
  static void of(Path tar, String repository, String tag, Path socket) throws IOException {
    try (FileChannel file = FileChannel.open(tar);
        SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      daemon.connect(UnixDomainSocketAddress.of(socket));
      String head =
          "POST /images/create?fromSrc=-&repo=%s&tag=%s HTTP/1.1\r\n".formatted(repository, tag)
              + "Host: docker\r\nConnection: close\r\nContent-Type: application/x-tar\r\n"
              + "Content-Length: %d\r\n\r\n".formatted(file.size());
      ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        daemon.write(bytes);
      }
      for (long sent = 0; sent < file.size(); ) {
        sent += file.transferTo(sent, file.size() - sent, daemon);
      }
      var in = Channels.newInputStream(daemon);
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 200") || answer.contains("\"error\"")) {
        throw new IOException(tar + ": " + answer);
      }
    }
  }
}
