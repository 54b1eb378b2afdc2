package dev.katong.server;

import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Profile;
import dev.katong.Resources;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.server.room.EngineRoom;
import dev.katong.server.room.RoomMetrics;
import dev.katong.server.room.Samples;
import dev.katong.server.room.Wish;
import dev.katong.server.room.Wishes;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** What the service is made of. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(ServerSettings.class)
@ComponentScan
class ServerApplication {
  private static final Logger LOG = LoggerFactory.getLogger(ServerApplication.class);

  @Bean
  KatongHome home(ServerSettings settings) {
    Path folder = settings.home();
    return folder == null ? KatongHome.ofEnvironment() : new KatongHome(folder);
  }

  @Bean
  RoomMetrics roomMetrics(MeterRegistry registry) {
    return new RoomMetrics(registry);
  }

  @Bean
  EngineRoom engineRoom(ServerSettings settings, KatongHome home, RoomMetrics metrics) {
    String profile = settings.profile();
    Resources resources =
        (profile == null ? Resources.DEFAULTS : Profile.of(profile).resources())
            .idle(settings.idle())
            .photos(settings.photoLimits());
    String memory = settings.memory();
    if (memory != null) {
      resources = resources.memory(MemorySize.parse(memory));
    }
    resources = Device.chosen(settings.device()).map(resources::device).orElse(resources);
    return new EngineRoom(
        Katong.open(home, resources), settings.queue(), settings.deadline(), metrics);
  }

  @Bean
  Samples samples(EngineRoom room, KatongHome home) {
    return new Samples(room, home.folder().resolve("samples"));
  }

  @Bean
  Wishes wishes(ServerSettings settings, EngineRoom room) {
    return new Wishes(settings, room.styles());
  }

  /** Styles are loaded before the service says that it is ready. */
  @Bean
  ApplicationRunner preload(
      ServerSettings settings,
      EngineRoom room,
      Wishes wishes,
      Samples samples,
      RoomMetrics metrics) {
    return arguments -> {
      room.katong().deviceNote().ifPresent(LOG::warn);
      metrics.watchCard(room.katong()::card);
      for (String style : settings.preload()) {
        Wish wish = wishes.read(name -> name.equals("style") ? style : null);
        room.katong().load(wish.options());
        if (settings.warmUp()) {
          samples.draw(wish);
        }
      }
    };
  }
}
