using System.Globalization;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>BusyBox's ping: a line each interval, while the container runs. Every host answers; none is asked.</summary>
internal static class ShellPing
{
    private const double IntervalMin = 0.2;

    public static async Task<int> RunAsync(ShellSession session, List<string> args, ShellIo io)
    {
        var host = "";
        var interval = 1.0;
        var count = long.MaxValue;
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : "";
            switch (args[i])
            {
                case "-i" when double.TryParse(value, CultureInfo.InvariantCulture, out interval) && interval <= 3e9:
                case "-c" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count):
                case "-W" or "-w" or "-s" or "-t" or "-I":
                    i++;
                    break;
                case "-c" or "-i":
                    io.Error($"ping: invalid number '{value}'\n");
                    return 1;
                case ['-', ..]:
                    break;
                default:
                    host = args[i];
                    break;
            }
        }

        if (host.Length == 0)
        {
            io.Error("BusyBox: ping [OPTIONS] HOST\n");
            return 1;
        }

        var address = host == "localhost" ? "127.0.0.1" : host;
        io.Output($"PING {host} ({address}): 56 data bytes\n");
        var sent = 0L;
        while (true)
        {
            io.Output($"64 bytes from {address}: seq={sent} ttl=64 time=0.050 ms\n");
            if (++sent == count)
            {
                break;
            }

            await session.SleepAsync(TimeSpan.FromSeconds(Math.Max(interval, IntervalMin))).ConfigureAwait(false);
        }

        io.Output($"\n--- {host} ping statistics ---\n" +
            $"{sent} packets transmitted, {sent} packets received, 0% packet loss\n" +
            "round-trip min/avg/max = 0.050/0.050/0.050 ms\n");
        return 0;
    }
}
