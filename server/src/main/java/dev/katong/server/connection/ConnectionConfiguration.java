package dev.katong.server.connection;

import dev.katong.server.ServerSettings;
import io.netty.channel.ChannelPipeline;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.LoopResources;

/**
 * Sets what a connection may take. All times are those without progress: a slow transfer that goes
 * on is never cut off.
 */
@Configuration(proxyBeanMethods = false)
public class ConnectionConfiguration {
  private static final int HEAD_BYTES = 16 * 1024;
  private static final int REQUEST_LINE_BYTES = 8 * 1024;

  /** The fewest threads that serve connections, so that one that is busy does not stop all. */
  private static final int FEWEST_LOOPS = 2;

  /**
   * No more threads than processors: the more of them are busy with requests, the less is left to
   * the networks, which draw with one thread on each processor.
   */
  @Bean
  ReactorResourceFactory connectionThreads() {
    ReactorResourceFactory resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setLoopResourcesSupplier(
        () ->
            LoopResources.create(
                "connections",
                Math.max(FEWEST_LOOPS, Runtime.getRuntime().availableProcessors()),
                true));
    return resources;
  }

  @Bean
  NettyServerCustomizer connectionLimits(ServerSettings settings) {
    ServerSettings.Connections connections = settings.connections();
    return server ->
        server
            .httpRequestDecoder(
                decoder ->
                    decoder
                        .maxHeaderSize(HEAD_BYTES)
                        .maxInitialLineLength(REQUEST_LINE_BYTES)
                        .h2cMaxContentLength(0))
            .idleTimeout(connections.keepAlive())
            .doOnChannelInit(
                (observer, channel, address) -> {
                  ChannelPipeline pipeline = channel.pipeline();
                  pipeline.addBefore(
                      NettyPipeline.HttpCodec,
                      "katong.slow-reader",
                      new SlowReaderHandler(connections.send()));
                  pipeline.addAfter(
                      NettyPipeline.HttpCodec,
                      "katong.request",
                      new RequestHandler(connections.head(), connections.receive()));
                });
  }
}
