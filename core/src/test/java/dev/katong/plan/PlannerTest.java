package dev.katong.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.katong.KatongException.OverBudget;
import dev.katong.Options;
import dev.katong.Plan;
import dev.katong.Profile;
import dev.katong.Resources;
import dev.katong.image.PictureSize;
import dev.katong.memory.DeviceMemory;
import dev.katong.memory.MachineMemory;
import dev.katong.memory.MemoryModel;
import dev.katong.network.Device;
import dev.katong.network.NetworkFacts;
import dev.katong.network.Precision;
import dev.katong.network.Tiling;
import dev.katong.style.StyleManifest;
import dev.katong.style.StyleManifest.FrameNetwork;
import dev.katong.style.StyleManifest.HeadNetwork;
import dev.katong.style.StyleManifest.Provenance;
import dev.katong.style.StyleNeeds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
  private static final long MB = 1 << 20;
  private static final MemoryModel NETWORK = new MemoryModel(34 * MB, 500, 550);
  private static final MachineMemory LARGE = new MachineMemory(64L << 30, 64L << 30, 60L << 30);
  private static final Options NETWORK_DETAIL =
      Options.builder().detail(Options.Detail.NETWORK).build();

  @Test
  void plan_ofSmallPhoto_isTheFrameAsAWhole() {
    Plan plan = plan(Options.DEFAULTS, 512 * MB, new PictureSize(1000, 800));
    assertThat(plan.view()).isEqualTo(new PictureSize(900, 720));
    assertThat(plan.frame()).isEqualTo(plan.view());
    assertThat(plan.result()).isEqualTo(new PictureSize(1000, 800));
    assertThat(plan.grid().isWhole()).isTrue();
    assertThat(plan.grid().margin()).as("on each side").isEqualTo(32);
    assertThat(plan.grid().frame())
        .as("margins on all sides, and a multiple of 16")
        .isEqualTo(new PictureSize(976, 784));
  }

  @Test
  void plan_ofReference_isPaddedOnly() {
    Options options = Profile.REFERENCE.options();
    Plan plan = plan(options, 512 * MB, new PictureSize(1000, 800));
    assertThat(plan.grid()).isEqualTo(TileGrid.whole(new PictureSize(912, 720)));
  }

  @Test
  void plan_withNetworkDetail_drawsTheResultsSizeInTiles() {
    Plan plan = plan(NETWORK_DETAIL, 512 * MB, new PictureSize(4000, 3000));
    assertThat(plan.frame()).isEqualTo(new PictureSize(4000, 3000));
    assertThat(plan.view()).isEqualTo(new PictureSize(960, 720));
    assertThat(plan.grid().count()).isGreaterThan(10);
    assertThat(plan.networks()).isBetween(400 * MB, 512 * MB);
    long pictures = 3 * (2 * 12_000_000 + 960 * 720);
    assertThat(plan.peak())
        .as("networks and pictures")
        .isBetween(plan.networks() + pictures, plan.networks() + pictures + 50 * MB);
  }

  @Test
  void plan_withMuchMemory_hasTilesThatAreFast() {
    PictureSize photo = new PictureSize(8000, 6000);
    assertThat(plan(NETWORK_DETAIL, 50_000 * MB, photo).grid().window().pixels())
        .isBetween(3_000_000L, 4_460_544L);
    assertThat(plan(NETWORK_DETAIL, 4_000 * MB, new PictureSize(2048, 2048)).grid().isWhole())
        .isTrue();
    Planner blended = planner(style(facts(Tiling.BLENDED), NETWORK), NETWORK_DETAIL, 50_000 * MB);
    assertThat(plan(blended, photo, LARGE).grid().isWhole()).as("seams are worse").isTrue();
  }

  @Property(tries = 200)
  void plan_withAnyBudget_keepsToItOrNamesTheSmallest(
      @ForAll @IntRange(min = 16, max = 12_000) int width,
      @ForAll @IntRange(min = 16, max = 8_000) int height,
      @ForAll @IntRange(min = 1, max = 4_000) int megabytes) {
    PictureSize photo = new PictureSize(width, height);
    try {
      Plan plan = plan(NETWORK_DETAIL, megabytes * MB, photo);
      assertThat(plan.networks()).isLessThanOrEqualTo(megabytes * MB);
      assertThat(plan.grid().frame().width()).isGreaterThanOrEqualTo(width);
    } catch (OverBudget e) {
      assertThat(e.leastBytes()).isGreaterThan(megabytes * MB);
      assertThat(e).hasMessageContaining(e.leastBytes() / MB + " MB");
      plan(NETWORK_DETAIL, e.leastBytes(), photo);
      assertThatThrownBy(() -> plan(NETWORK_DETAIL, e.leastBytes() - MB, photo))
          .as("one megabyte less than the smallest that works")
          .isInstanceOf(OverBudget.class);
    }
  }

  @Test
  void plan_ofNetworkThatNeedsTheWholeFrame_isNeverInTiles() {
    StyleNeeds style = style(facts(Tiling.WHOLE), NETWORK);
    Planner planner = planner(style, NETWORK_DETAIL, 512 * MB);
    OverBudget failure =
        catchThrowableOfType(
            OverBudget.class, () -> plan(planner, new PictureSize(2048, 2048), LARGE));
    assertThat(failure)
        .hasMessageContaining("its network needs the whole frame of 2048×2048 pixels at once");
    Planner enough = planner(style, NETWORK_DETAIL, failure.leastBytes());
    Plan plan = plan(enough, new PictureSize(2048, 2048), LARGE);
    assertThat(plan.grid().isWhole()).isTrue();
    assertThat(new FrameTiling(style.manifest().background(), true).smaller(plan.grid())).isEmpty();
  }

  @Test
  void plan_ofStyleWithoutFacts_isTheWholeFrame() {
    Planner planner = planner(style(null, NETWORK), NETWORK_DETAIL, 1024 * MB);
    assertThat(plan(planner, new PictureSize(1000, 1000), LARGE).tiling()).isEqualTo(Tiling.WHOLE);
    assertThatThrownBy(() -> plan(planner, new PictureSize(4000, 4000), LARGE))
        .isInstanceOf(OverBudget.class);
  }

  @Test
  void plan_withoutBudget_takesHalfOfWhatIsFree() {
    Planner planner =
        new Planner(
            style(facts(Tiling.EXACT), NETWORK), NETWORK_DETAIL, Resources.DEFAULTS, Device.CPU);
    MachineMemory machine = new MachineMemory(4096 * MB, 1024 * MB, 800 * MB);
    Plan plan = plan(planner, new PictureSize(3000, 3000), machine);
    assertThat(plan.budget()).isEqualTo(400 * MB);
  }

  @Test
  void plan_withLessFreeThanAskedFor_takesWhatIsLeftBesideThePictures() {
    Planner planner = planner(style(facts(Tiling.EXACT), NETWORK), NETWORK_DETAIL, 900 * MB);
    MachineMemory machine = new MachineMemory(4096 * MB, 1024 * MB, 400 * MB);
    PictureSize photo = new PictureSize(4000, 4000);
    Plan plan = plan(planner, photo, machine);
    long pictures = 3 * (2 * 16_000_000 + 720 * 720);
    assertThat(plan.budget()).isEqualTo(400 * MB - pictures);
    assertThatThrownBy(() -> plan(planner, new PictureSize(8000, 8000), machine))
        .isInstanceOf(OverBudget.class)
        .hasMessageContaining("are free for its networks");
  }

  @Test
  void plan_besideOtherStyles_leavesThemTheirMemory() {
    Planner planner = planner(style(facts(Tiling.EXACT), NETWORK), NETWORK_DETAIL, 512 * MB);
    PictureSize photo = new PictureSize(4000, 3000);
    Plan alone = planner.plan(photo, photo, 0, false, situation(LARGE, 0));
    Plan beside = planner.plan(photo, photo, 0, false, situation(LARGE, 200 * MB));
    assertThat(beside.networks()).isLessThanOrEqualTo(512 * MB);
    assertThat(beside.grid().window().pixels()).isLessThan(alone.grid().window().pixels());
  }

  @Test
  void plan_ofStyleWithHead_takesAsManyAtOnceAsOneTileCosts() {
    StyleNeeds style = styleWithHead();
    Plan large =
        plan(planner(style, Options.DEFAULTS, 2048 * MB), new PictureSize(800, 720), LARGE);
    assertThat(large.headBatch()).isEqualTo((800 + 64) * (720 + 64) / (288 * 288));
    Plan small = plan(planner(style, Options.DEFAULTS, 2048 * MB), new PictureSize(64, 64), LARGE);
    assertThat(small.headBatch()).isEqualTo(1);
    assertThat(small.networks())
        .as("one head is larger than the frame")
        .isEqualTo(style.fixedBytes() + 500 * 288 * 288);
  }

  @Test
  void plan_withoutHeads_hasNoBatchOfThem() {
    assertThat(plan(Options.DEFAULTS, 512 * MB, new PictureSize(800, 720)).headBatch()).isZero();
    Options off = Options.builder().faces(Options.Faces.OFF).build();
    Planner planner = planner(styleWithHead(), off, 512 * MB);
    assertThat(plan(planner, new PictureSize(800, 720), LARGE).headBatch()).isZero();
  }

  @Test
  void plan_withThePhotosDetail_countsThePhotoAtTheEnd() {
    PictureSize photo = new PictureSize(8000, 6000);
    Options plain = Options.builder().detail(Options.Detail.PLAIN).build();
    Options detailed = Options.builder().detail(Options.Detail.PHOTO).build();
    long difference = plan(detailed, 512 * MB, photo).peak() - plan(plain, 512 * MB, photo).peak();
    assertThat(difference)
        .as("the photo itself, kept; little more")
        .isBetween(0L, 3L * 48_000_000 + 10 * MB);
  }

  @Test
  void plan_withTone_countsItsMaps() {
    PictureSize photo = new PictureSize(960, 720);
    Options tone = Options.builder().tone(1).detail(Options.Detail.PLAIN).build();
    StyleNeeds small = style(facts(Tiling.EXACT), new MemoryModel(MB, 10, 11));
    long with = plan(planner(small, tone, 512 * MB), photo, LARGE).peak();
    Options none = Options.builder().detail(Options.Detail.PLAIN).build();
    long without = plan(planner(small, none, 512 * MB), photo, LARGE).peak();
    assertThat(with - without).isBetween(50 * MB, 130 * MB);
  }

  /**
   * A card of {@code gigabytes}, a tenth of which other programs use; 300 bytes a pixel in fp16.
   */
  @ParameterizedTest
  @CsvSource({
    // gigabytes, megapixels, share in MB, whole
    "4, 1, 1843, true",
    "4, 16, 1843, false",
    "8, 4, 3686, true",
    "8, 16, 3686, false",
    "24, 4, 4096, true",
    "24, 48, 4096, false"
  })
  void plan_onACard_isMadeForItsMemory(int gigabytes, int megapixels, long share, boolean whole) {
    DeviceMemory card = card(gigabytes);
    PictureSize photo = new PictureSize(1000 * megapixels, 1000);
    Plan plan = planOnCard(onCard(Resources.DEFAULTS), photo, card, LARGE);
    assertThat(plan.device()).isEqualTo("cuda:1");
    assertThat(plan.budget() / MB).isEqualTo(share);
    assertThat(plan.networks()).isLessThanOrEqualTo(plan.budget());
    assertThat(plan.grid().isWhole()).isEqualTo(whole);
    long pictures = 3 * 2 * photo.pixels();
    assertThat(plan.peak())
        .as("the machine's memory holds the pictures only")
        .isBetween(pictures, pictures + 3 * plan.view().pixels() + 50 * MB);
  }

  @Test
  void plan_onACardWithABudget_keepsToItAndToWhatIsFree() {
    PictureSize photo = new PictureSize(4096, 4096);
    Planner bounded = onCard(Resources.DEFAULTS.memory(2048 * MB));
    assertThat(planOnCard(bounded, photo, card(24), LARGE).budget()).isEqualTo(2048 * MB);
    DeviceMemory full = new DeviceMemory(8192 * MB, 700 * MB);
    assertThat(planOnCard(bounded, photo, full, LARGE).budget())
        .as("what is free, and what styles have there already")
        .isEqualTo(800 * MB);
  }

  @Test
  void plan_onACardThatIsFull_saysWhatIsFreeThere() {
    DeviceMemory full = new DeviceMemory(8192 * MB, 10 * MB);
    assertThatThrownBy(
            () -> planOnCard(onCard(Resources.DEFAULTS), new PictureSize(1000, 1000), full, LARGE))
        .isInstanceOf(OverBudget.class)
        .hasMessageContaining("are free on cuda:1");
  }

  @Test
  void plan_onACardOfAMachineWithoutRoom_isRefusedForThePictures() {
    MachineMemory small = new MachineMemory(1024 * MB, 1024 * MB, 100 * MB);
    assertThatThrownBy(
            () ->
                planOnCard(
                    onCard(Resources.DEFAULTS), new PictureSize(8000, 8000), card(24), small))
        .isInstanceOf(OverBudget.class)
        .hasMessageContaining("the pictures take 368 MB, and 100 MB are free");
  }

  private static DeviceMemory card(int gigabytes) {
    long total = gigabytes * 1024 * MB;
    return new DeviceMemory(total, total - total / 10);
  }

  private static Planner onCard(Resources resources) {
    MemoryModel half = new MemoryModel(20 * MB, 280, 300);
    return new Planner(
        style(facts(Tiling.EXACT), half),
        NETWORK_DETAIL,
        resources,
        new Device(Device.Kind.CUDA, 1));
  }

  /** Styles have 100 MB of the card already. */
  private static Plan planOnCard(
      Planner planner, PictureSize photo, DeviceMemory card, MachineMemory machine) {
    Planner.DeviceShare device = new Planner.DeviceShare(card.defaultBudget(), card.freeBytes());
    return planner.plan(
        photo, photo, 0, false, new Planner.Situation(machine, device, 0, 100 * MB, 0));
  }

  @Test
  void smaller_cut_hasHalfThePixels() {
    Planner planner = planner(style(facts(Tiling.EXACT), NETWORK), NETWORK_DETAIL, 2048 * MB);
    Plan plan = plan(planner, new PictureSize(2000, 2000), LARGE);
    FrameTiling cuts =
        new FrameTiling(style(facts(Tiling.EXACT), NETWORK).manifest().background(), true);
    var half = cuts.smaller(plan.grid()).orElseThrow();
    assertThat(half.window().pixels()).isBetween(500_000L, plan.grid().window().pixels() / 2);
  }

  @ParameterizedTest
  @CsvSource({
    "4000, 3000, PLAIN, 1, 720",
    "4000, 3000, PLAIN, 0.5, 3000",
    "4000, 3000, PHOTO, 1, 3000",
    "4000, 3000, NETWORK, 1, 3000",
    "600, 500, PLAIN, 1, 500"
  })
  void shortSideNeeded_isThatOfTheLargestPictureMadeOfThePhoto(
      int width, int height, Options.Detail detail, double strength, int expected) {
    Options options = Options.builder().detail(detail).strength(strength).build();
    Planner planner = planner(style(facts(Tiling.EXACT), NETWORK), options, 512 * MB);
    assertThat(planner.shortSideNeeded(new PictureSize(width, height))).isEqualTo(expected);
  }

  private static Plan plan(Options options, long budget, PictureSize photo) {
    return plan(planner(style(facts(Tiling.EXACT), NETWORK), options, budget), photo, LARGE);
  }

  private static Plan plan(Planner planner, PictureSize photo, MachineMemory machine) {
    return planner.plan(photo, photo, 0, false, situation(machine, 0));
  }

  private static Planner planner(StyleNeeds style, Options options, long budget) {
    return new Planner(style, options, Resources.DEFAULTS.memory(budget), Device.CPU);
  }

  private static Planner.Situation situation(MachineMemory machine, long others) {
    return new Planner.Situation(machine, null, others, 0, 0);
  }

  private static StyleNeeds style(@Nullable NetworkFacts facts, MemoryModel background) {
    return needs(manifest(facts, null), background, Optional.empty());
  }

  private static StyleNeeds styleWithHead() {
    HeadNetwork head = new HeadNetwork("head.onnx", "0".repeat(64), 288, "mask.png", null);
    return needs(manifest(facts(Tiling.EXACT), head), NETWORK, Optional.of(NETWORK));
  }

  private static StyleNeeds needs(
      StyleManifest manifest, MemoryModel background, Optional<MemoryModel> head) {
    return new StyleNeeds(manifest, "full", Precision.FP32, background, head);
  }

  private static StyleManifest manifest(@Nullable NetworkFacts facts, @Nullable HeadNetwork head) {
    return new StyleManifest(
        StyleManifest.FORMAT,
        "test",
        "for tests",
        720,
        new FrameNetwork("background.onnx", "0".repeat(64), 16, facts),
        head,
        "Apache-2.0",
        new Provenance("a test", List.of(), "a test"));
  }

  private static NetworkFacts facts(Tiling tiling) {
    return new NetworkFacts(
        tiling, 4, 4, 64, 1_480_000, 124_000.0, Map.of(Precision.FP32, 303.0), List.of());
  }
}
