/**
 * The longest time a timer had to wait for this thread. Waiting while another process had the processor is not
 * counted, so that a busy machine does not fail the test.
 */
export async function longestBlockMs(run: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let wallMs = performance.now();
  let cpu = process.threadCpuUsage();
  const probe = (): void => {
    const { user, system } = process.threadCpuUsage(cpu);
    longest = Math.max(longest, Math.min(performance.now() - wallMs, (user + system) / 1000));
    wallMs = performance.now();
    cpu = process.threadCpuUsage();
  };
  const timer = setInterval(probe, 1);
  await run();
  probe();
  clearInterval(timer);
  return longest;
}
