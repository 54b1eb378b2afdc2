package dev.katong.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class LivenessTest {
  private final Part part = new Part();
  private final Liveness liveness = new Liveness(List.of(part));

  /** Answers when the test asks for it. */
  private static final class Part implements VitalPart {
    final List<Runnable> answers = new ArrayList<>();
    boolean fails;

    @Override
    public String name() {
      return "the part";
    }

    @Override
    public void ask(Runnable answer) {
      if (fails) {
        throw new IllegalStateException("broken");
      }
      answers.add(answer);
    }
  }

  @AfterEach
  void stop() {
    liveness.destroy();
  }

  @Test
  void health_ofAPartThatDoesNotAnswer_isDownAfterAMinuteUntilItDoes() {
    ask(Liveness.MOST_UNANSWERED - 1);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    ask(1);
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health().getDetails()).containsKey("the part");
    assertThat(part.answers).as("asked again only after it has answered").hasSize(1);

    part.answers.get(0).run();
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    ask(1);
    assertThat(part.answers).hasSize(2);
  }

  @Test
  void health_ofAPartThatCannotBeAsked_isDownUntilItCan() {
    part.fails = true;
    ask(Liveness.MOST_UNANSWERED);
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    part.fails = false;
    ask(1);
    part.answers.get(0).run();
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      liveness.askAll();
    }
  }

  private Health health() {
    return liveness.health().blockOptional().orElseThrow();
  }
}
