package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final Mailbox mailbox = new Mailbox(3, Thread.currentThread());

  @Test
  void tasksComeOutInTheirOrder() {
    List<Integer> ran = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      assertEquals(Mailbox.Outcome.TAKEN, mailbox.put(() -> ran.add(number)));
    }
    var all = mailbox.takeAll();
    while (!all.isEmpty()) {
      all.remove().run();
    }
    assertEquals(List.of(0, 1, 2), ran);
    assertTrue(mailbox.takeAll().isEmpty());
  }

  @Test
  void whatIsTooMuchIsNotTaken() {
    for (int i = 0; i < 3; i++) {
      mailbox.put(() -> {});
    }
    assertEquals(Mailbox.Outcome.FULL, mailbox.put(() -> {}));
    mailbox.takeAll().clear();
    assertEquals(Mailbox.Outcome.TAKEN, mailbox.put(() -> {}));
  }

  @Test
  void aClosedOneGivesOutWhatItHas() {
    mailbox.put(() -> {});
    mailbox.close();
    assertEquals(Mailbox.Outcome.CLOSED, mailbox.put(() -> {}));
    assertEquals(1, mailbox.takeAll().size());
  }

  @Test
  void aTaskWakesTheSleeper() throws InterruptedException {
    var isDone = new CountDownLatch(1);
    var box = new Mailbox[1];
    var sleeper =
        new Thread(() -> {
          while (box[0].takeAll().isEmpty()) {
            box[0].await(Long.MAX_VALUE);
          }
          isDone.countDown();
        });
    box[0] = new Mailbox(1, sleeper);
    sleeper.start();
    box[0].put(() -> {});
    isDone.await();
    sleeper.join();
  }
}
