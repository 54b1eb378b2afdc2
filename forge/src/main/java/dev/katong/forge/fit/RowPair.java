package dev.katong.forge.fit;

/**
 * A tensor {@code [N,C,2h,W]} as two of {@code [N,C,h,W]}.
 *
 * @param even rows 0, 2, 4 …
 * @param odd rows 1, 3, 5 …
 * @param isSum true if the engine computes it as a convolution added to something, after which it
 *     fuses no activation
 */
record RowPair(String even, String odd, boolean isSum) {}
