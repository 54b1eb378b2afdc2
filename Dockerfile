# Katong's service, on the processor. docs/containers.md tells how to run it; Dockerfile.gpu is the same for NVIDIA's cards.
ARG TEMURIN=17.0.19_10

FROM eclipse-temurin:${TEMURIN}-jdk-noble AS build
WORKDIR /katong
COPY . .
# What Maven fetches stays with the builder, and is not fetched again for the next image.
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -DskipTests -pl cli -am package

FROM eclipse-temurin:${TEMURIN}-jre-noble
# A number of its own, so that a volume's owner stays the same, and none of the usual ones, which may be a person's on the host.
RUN groupadd --gid 10001 katong \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/katong --shell /usr/sbin/nologin katong \
    && install -d -o katong -g katong -m 0770 /var/lib/katong
COPY --from=build /katong/cli/target/katong.jar /opt/katong/
COPY katong deploy/healthy LICENSE NOTICE /opt/katong/
# Where Katong keeps styles, jobs and what it measured; and where it listens, which takes a key (KATONG_KEYS_NAME) or KATONG_OPEN=true.
ENV KATONG_HOME=/var/lib/katong \
    KATONG_HOST=0.0.0.0
# The classes of a start, made ready for this very JVM; the help itself is of no use here.
RUN /opt/katong/katong serve --help >/dev/null
USER 10001:10001
WORKDIR /var/lib/katong
VOLUME /var/lib/katong
EXPOSE 7860
# Pictures that are being drawn are finished; docs/containers.md tells how long that may take.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["/opt/katong/healthy"]
ENTRYPOINT ["/opt/katong/katong"]
CMD ["serve"]
