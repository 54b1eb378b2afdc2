package dev.katong.server.web;

import dev.katong.Katong;
import dev.katong.memory.Card;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.ResidentMemory;
import dev.katong.network.Device;
import dev.katong.network.Engine;
import dev.katong.server.ServerSettings;
import dev.katong.server.jobs.JobService;
import dev.katong.server.service.CartoonService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Information about the machine, and about the service's use of it. */
@RestController
final class SystemController {
  private final CartoonService service;
  private final JobService jobs;
  private final ServerSettings settings;

  SystemController(CartoonService service, JobService jobs, ServerSettings settings) {
    this.service = service;
    this.jobs = jobs;
    this.settings = settings;
  }

  @GetMapping("/api/v1/system")
  Mono<Map<String, Object>> system() {
    return jobs.load()
        .flatMap(
            load -> Mono.fromCallable(() -> values(load)).subscribeOn(Schedulers.boundedElastic()));
  }

  private Map<String, Object> values(Map<String, Object> load) {
    Katong katong = service.katong();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("version", Katong.VERSION);
    values.put("devices", List.of(device(katong)));
    values.put("memory", memory());
    values.put(
        "styles", katong.styleCache().contents().stream().map(StylesController::values).toList());
    Map<String, Object> queue = new LinkedHashMap<>();
    queue.put("waiting", katong.waiting());
    queue.put("inFlight", service.limiter().inFlight());
    queue.put("capacity", settings.queue());
    values.put("queue", queue);
    values.put("jobs", load);
    values.put("limits", limits());
    return values;
  }

  /** The limits that clients need to know. */
  @GetMapping("/api/v1/limits")
  Map<String, Object> limits() {
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("minResolution", ServerSettings.MIN_RESOLUTION);
    limits.put("maxResolution", settings.maxResolution());
    limits.put("defaultResolution", settings.defaultResolution());
    limits.put("maxUploadBytes", settings.maxUploadBytes());
    limits.put("maxJobPictures", settings.jobs().maxPictures());
    limits.put("maxJobUploadBytes", settings.jobs().maxUploadBytes());
    limits.put("keepHours", settings.jobs().keep().toMinutes() / 60.0);
    return limits;
  }

  private static Map<String, Object> device(Katong katong) {
    return device(katong.device(), katong.deviceNote(), katong.card());
  }

  static Map<String, Object> device(Device device, Optional<String> note, Optional<Card> card) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", device.label());
    values.put("threads", Engine.defaultThreads());
    note.ifPresent(why -> values.put("note", why));
    card.ifPresent(
        found -> {
          values.put("card", found.name());
          values.put("driver", found.driver());
        });
    card.flatMap(Card::memory)
        .ifPresent(
            memory ->
                values.put(
                    "memory", Map.of("used", memory.usedBytes(), "total", memory.totalBytes())));
    return values;
  }

  private Map<String, Object> memory() {
    MachineMemory machine = MachineMemory.now();
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("budget", service.katong().budget());
    memory.put("styles", service.katong().styleCache().bytes());
    ResidentMemory.now().ifPresent(bytes -> memory.put("resident", bytes));
    memory.put("available", machine.availableBytes());
    return memory;
  }
}
