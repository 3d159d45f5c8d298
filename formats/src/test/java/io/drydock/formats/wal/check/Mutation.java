package io.drydock.formats.wal.check;

import java.util.Arrays;
import java.util.Random;

/** Seeded damage: a few changes at once. */
final class Mutation {

  private Mutation() {}

  static byte[] of(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(1 + random.nextInt(64), bytes.length - at);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> Arrays.fill(bytes, at, at + length, (byte) 0);
        case 2 -> Arrays.fill(bytes, at, at + length, (byte) 0xff);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 4 -> {
          int from = random.nextInt(bytes.length - length + 1);
          System.arraycopy(bytes.clone(), from, bytes, at, length);
        }
        default -> {
          byte[] noise = new byte[length];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, length);
        }
      }
    }
    return bytes;
  }
}
