package dev.katong.server.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.katong.Katong;
import dev.katong.memory.Card;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Device;
import dev.katong.network.Engine;
import dev.katong.server.ServerSettings;
import dev.katong.server.jobs.JobJson;
import dev.katong.server.jobs.JobService;
import dev.katong.server.service.CartoonService;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Information about the machine, and about the service's use of it. */
@RestController
public final class SystemController {
  private final CartoonService service;
  private final JobService jobs;
  private final ServerSettings settings;

  SystemController(CartoonService service, JobService jobs, ServerSettings settings) {
    this.service = service;
    this.jobs = jobs;
    this.settings = settings;
  }

  /** The state of the service. */
  public record SystemState(
      String version,
      List<DeviceState> devices,
      MemoryState memory,
      List<StylesController.LoadedVariant> styles,
      QueueState queue,
      JobJson.Load jobs,
      Limits limits) {}

  /**
   * The device that networks run on.
   *
   * @param note why a card is not used
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DeviceState(
      String name,
      int threads,
      @Nullable String note,
      @Nullable String card,
      @Nullable String driver,
      @Nullable CardMemory memory) {}

  /** Bytes of a card. */
  public record CardMemory(long used, long total) {}

  /** Bytes of the process and the machine. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MemoryState(long budget, long styles, @Nullable Long resident, long available) {}

  /** Single pictures: those that wait for the networks, and those in flight. */
  public record QueueState(int waiting, int inFlight, int capacity) {}

  /** Limits of requests. */
  public record Limits(
      int minResolution,
      int maxResolution,
      int defaultResolution,
      long maxUploadBytes,
      int maxJobPictures,
      long maxJobUploadBytes,
      double keepHours) {}

  @GetMapping("/api/v1/system")
  Mono<SystemState> system() {
    return jobs.load()
        .flatMap(
            load -> Mono.fromCallable(() -> state(load)).subscribeOn(Schedulers.boundedElastic()));
  }

  private SystemState state(JobJson.Load load) {
    Katong katong = service.katong();
    return new SystemState(
        Katong.VERSION,
        List.of(device(katong.device(), katong.deviceNote(), katong.card())),
        new MemoryState(
            katong.budget(),
            katong.styleCache().bytes(),
            boxed(ResidentMemory.now()),
            MachineMemory.now().availableBytes()),
        katong.styleCache().contents().stream().map(StylesController.LoadedVariant::of).toList(),
        new QueueState(katong.waiting(), service.limiter().inFlight(), settings.queue()),
        load,
        limits());
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  @GetMapping("/api/v1/limits")
  Limits limits() {
    return new Limits(
        ServerSettings.MIN_RESOLUTION,
        settings.maxResolution(),
        settings.defaultResolution(),
        settings.maxUploadBytes(),
        settings.jobs().maxPictures(),
        settings.jobs().maxUploadBytes(),
        settings.jobs().keep().toMinutes() / 60.0);
  }

  static DeviceState device(Device device, Optional<String> note, Optional<Card> card) {
    return new DeviceState(
        device.label(),
        Engine.defaultThreads(),
        note.orElse(null),
        card.map(Card::name).orElse(null),
        card.map(Card::driver).orElse(null),
        card.flatMap(Card::memory)
            .map(memory -> new CardMemory(memory.usedBytes(), memory.totalBytes()))
            .orElse(null));
  }
}
