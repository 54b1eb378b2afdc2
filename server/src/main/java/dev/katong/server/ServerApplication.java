package dev.katong.server;

import dev.katong.Katong;
import dev.katong.KatongHome;
import dev.katong.Profile;
import dev.katong.Resources;
import dev.katong.memory.MemorySize;
import dev.katong.network.Device;
import dev.katong.server.health.VitalPart;
import dev.katong.server.service.CartoonService;
import dev.katong.server.service.CartoonizeRequest;
import dev.katong.server.service.PictureTraces;
import dev.katong.server.service.RequestParser;
import dev.katong.server.service.ServiceMetrics;
import dev.katong.server.service.StyleSamples;
import dev.katong.server.service.Uploads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The Spring application of the service. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties({ServerSettings.class, ObservabilitySettings.class})
@ComponentScan
class ServerApplication {
  private static final Logger LOG = LoggerFactory.getLogger(ServerApplication.class);

  @Bean
  KatongHome home(ServerSettings settings) {
    Path folder = settings.home();
    return folder == null ? KatongHome.ofEnvironment() : new KatongHome(folder);
  }

  @Bean
  ServiceMetrics serviceMetrics(MeterRegistry registry) {
    return new ServiceMetrics(registry);
  }

  @Bean
  CartoonService cartoonService(
      ServerSettings settings,
      KatongHome home,
      ServiceMetrics metrics,
      ObjectProvider<Tracer> tracer) {
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
    return new CartoonService(
        Katong.open(home, resources),
        settings.queue(),
        settings.deadline(),
        metrics,
        new PictureTraces(tracer.getIfAvailable()));
  }

  @Bean
  Uploads uploads(KatongHome home) {
    return new Uploads(home.uploads());
  }

  @Bean
  VitalPart engine(CartoonService service) {
    return service.engine();
  }

  @Bean
  StyleSamples samples(CartoonService service, KatongHome home) {
    return new StyleSamples(service, home.folder().resolve("samples"));
  }

  @Bean
  RequestParser parser(ServerSettings settings, CartoonService service) {
    return new RequestParser(settings, service.styles());
  }

  /** Styles are loaded before the service says that it is ready. */
  @Bean
  ApplicationRunner preload(
      ServerSettings settings,
      CartoonService service,
      RequestParser parser,
      StyleSamples samples,
      ServiceMetrics metrics) {
    return arguments -> {
      service.katong().deviceNote().ifPresent(LOG::warn);
      metrics.watchCard(service.katong()::card);
      for (String style : settings.preload()) {
        CartoonizeRequest request = parser.read(name -> name.equals("style") ? style : null);
        service.katong().load(request.options());
        if (settings.warmUp()) {
          samples.draw(request);
        }
      }
    };
  }
}
