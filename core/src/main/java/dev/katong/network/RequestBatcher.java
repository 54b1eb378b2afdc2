package dev.katong.network;

import static org.bytedeco.opencv.global.opencv_core.vconcat;

import dev.katong.Cancellation;
import dev.katong.KatongException.OutOfMemory;
import dev.katong.network.Network.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.jspecify.annotations.Nullable;

/**
 * Joins runs of one network that come at the same time, over pictures of one size, into one. The
 * first to come waits a moment for others and then runs for all of them; each gets its own pictures
 * back.
 */
final class RequestBatcher {
  /** One run of the network. */
  @FunctionalInterface
  interface Run {
    Mat of(Mat pictures, int count, Arena after, Cancellation cancellation);
  }

  private final BatchingPolicy batching;
  private final Run network;
  private final List<Group> open = new ArrayList<>();

  RequestBatcher(BatchingPolicy batching, Run network) {
    this.batching = batching;
    this.network = network;
  }

  private record Call(Mat pictures, int count, Arena after, CompletableFuture<Mat> result) {}

  /** Runs of one size that will be one. */
  private static final class Group {
    final int width;
    final int height;
    final List<Call> calls = new ArrayList<>();
    int count;

    Group(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  /** Runs pictures like {@link Network#runStacked}, perhaps in one run with others. */
  Mat run(Mat pictures, int count, Arena after, Cancellation cancellation) {
    Call call = new Call(pictures, count, after, new CompletableFuture<>());
    Group mine = enter(call);
    if (mine != null) {
      waitForOthers(mine);
      draw(mine, cancellation);
    }
    try {
      Mat result = call.result.join();
      if (cancellation.isCancelled()) {
        result.close();
      }
      cancellation.check();
      return result;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** Joins a group; the group that the caller has to run if it is the first. */
  private synchronized @Nullable Group enter(Call call) {
    int width = call.pictures.cols();
    int height = call.pictures.rows() / call.count;
    for (Group group : open) {
      if (group.width == width && group.height == height && group.calls.size() < batching.most()) {
        group.calls.add(call);
        group.count += call.count;
        notifyAll();
        return null;
      }
    }
    Group group = new Group(width, height);
    group.calls.add(call);
    group.count = call.count;
    open.add(group);
    notifyAll();
    return group;
  }

  /** Waits until the group is full, no other request can join, or the time is up. */
  private synchronized void waitForOthers(Group group) {
    long end = System.nanoTime() + batching.delay().toNanos();
    try {
      long left = end - System.nanoTime();
      while (left > 0 && group.calls.size() < batching.most() && !allWait()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    open.remove(group);
    notifyAll();
  }

  private boolean allWait() {
    int waiting = open.stream().mapToInt(group -> group.calls.size()).sum();
    return waiting >= batching.drawing().getAsInt();
  }

  private void draw(Group group, Cancellation ofFirst) {
    List<Call> calls = group.calls;
    if (calls.size() == 1) {
      alone(calls.get(0), ofFirst);
      return;
    }
    try {
      joint(group);
    } catch (OutOfMemory e) {
      calls.stream()
          .filter(call -> !call.result.isDone())
          .forEach(call -> alone(call, Cancellation.NEVER));
    } catch (RuntimeException | Error e) {
      calls.forEach(call -> call.result.completeExceptionally(e));
    }
  }

  private void alone(Call call, Cancellation cancellation) {
    try {
      call.result.complete(network.of(call.pictures, call.count, call.after, cancellation));
    } catch (RuntimeException | Error e) {
      call.result.completeExceptionally(e);
    }
  }

  /** Runs a group; a request that is cancelled does not stop the others. */
  private void joint(Group group) {
    List<Call> calls = group.calls;
    boolean giveBack = calls.stream().anyMatch(call -> call.after == Arena.GIVEN_BACK);
    try (MatVector stacks = new MatVector(calls.stream().map(Call::pictures).toArray(Mat[]::new));
        Mat stack = new Mat()) {
      vconcat(stacks, stack);
      Arena after = giveBack ? Arena.GIVEN_BACK : Arena.KEPT;
      try (Mat drawn = network.of(stack, group.count, after, Cancellation.NEVER)) {
        int row = 0;
        for (Call call : calls) {
          // A caller that has its result may close its pictures.
          int next = row + call.pictures.rows() * (drawn.rows() / stack.rows());
          try (Mat part = drawn.rowRange(row, next)) {
            call.result.complete(part.clone());
          }
          row = next;
        }
      }
    }
  }
}
