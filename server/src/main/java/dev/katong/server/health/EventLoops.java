package dev.katong.server.health;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.stereotype.Component;

/** The threads that serve connections: one that hangs leaves its share of them unserved. */
@Component
final class EventLoops implements VitalPart {
  private final ReactorResourceFactory resources;

  EventLoops(ReactorResourceFactory resources) {
    this.resources = resources;
  }

  @Override
  public String name() {
    return "event-loops";
  }

  @Override
  public void ask(Runnable answer) {
    EventLoopGroup loops = resources.getLoopResources().onServer(true);
    AtomicInteger left = new AtomicInteger();
    loops.forEach(loop -> left.incrementAndGet());
    for (EventExecutor loop : loops) {
      loop.execute(
          () -> {
            if (left.decrementAndGet() == 0) {
              answer.run();
            }
          });
    }
  }
}
