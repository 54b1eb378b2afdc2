/**
 * ONNX networks: reading, writing, building, adapting and inspecting them. Start with {@link
 * dev.katong.forge.onnx.Graph} and {@link dev.katong.forge.onnx.NetworkInspection}.
 */
@NullMarked
package dev.katong.forge.onnx;

import org.jspecify.annotations.NullMarked;
