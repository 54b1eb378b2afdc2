package dev.katong.forge.quantize;

/**
 * A tensor of bytes in the quantised network.
 *
 * @param name what the graph calls it
 * @param levels what its bytes stand for
 * @param rest what is to be added to that: of the photo, whose own zero is between two bytes; 0 for
 *     all else
 */
record ByteTensor(String name, Levels levels, double rest) {
  ByteTensor(String name, Levels levels) {
    this(name, levels, 0);
  }
}
