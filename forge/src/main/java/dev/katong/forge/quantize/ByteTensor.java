package dev.katong.forge.quantize;

/**
 * A tensor of bytes in the quantised network.
 *
 * @param name its name in the graph
 * @param levels the values of its bytes
 * @param rest the value to add to them: for the photo, whose own zero is between two bytes; 0 for
 *     all else
 */
record ByteTensor(String name, Levels levels, double rest) {
  ByteTensor(String name, Levels levels) {
    this(name, levels, 0);
  }
}
