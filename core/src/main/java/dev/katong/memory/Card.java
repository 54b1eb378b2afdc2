package dev.katong.memory;

import java.util.Optional;

/**
 * A graphics card as its driver tells of it.
 *
 * @param number the driver's, from 0
 * @param uuid such as {@code GPU-2c9c…}
 * @param name such as {@code NVIDIA L4}
 * @param driver the driver's version
 * @param memory empty where the driver does not tell, as of cards that share the machine's memory
 */
public record Card(
    int number, String uuid, String name, String driver, Optional<DeviceMemory> memory) {}
