using System.Diagnostics.Tracing;
using System.Globalization;

/// <summary>What DOTNET_STARTUP_HOOKS calls in a measured server: see <see cref="Eso.Benchmarks.GcWitness"/>.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Eso.Benchmarks.StartRun.MainFile) is { Length: > 0 } file)
        {
            // The runtime is up: Main is what comes next. The clock is the machine's, the same in every process. What the
            // first write of a process costs is not Main's.
            File.WriteAllText(file, "");
            File.WriteAllText(file, System.Diagnostics.Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            Eso.Benchmarks.GcWitness.Attach();
        }
    }
}

namespace Eso.Benchmarks
{
    /// <summary>What a server's garbage collector did between two questions.</summary>
    internal readonly record struct GcReport(int Pauses, double PausedMs, double LongestMs, int Gen2, double AllocatedMb)
    {
        private const string Mark = "gc-witness";

        /// <summary>Of a server without a witness inside, as native programs are.</summary>
        public static readonly GcReport Untold = new(0, double.NaN, double.NaN, 0, double.NaN);

        public override string ToString() => double.IsNaN(PausedMs)
            ? "pauses untold"
            : $"{Pauses} pauses, {PausedMs:0} ms in all, longest {LongestMs:0.0} ms, {Gen2} of gen 2";

        public string Line() => string.Create(
            CultureInfo.InvariantCulture, $"{Mark} {Pauses} {PausedMs:0.000} {LongestMs:0.000} {Gen2} {AllocatedMb:0.000}");

        public static GcReport? Of(string? line)
        {
            if (line?.Split(' ') is not [Mark, var pauses, var paused, var longest, var gen2, var allocated])
            {
                return null;
            }

            static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
            return new GcReport((int)Real(pauses), Real(paused), Real(longest), (int)Real(gen2), Real(allocated));
        }
    }

    /// <summary>
    /// Inside the measured server: sees every pause of its collector and tells, for each line on standard input, what was
    /// since the last one. Separates what the server stalls itself from what the machine or the load adds.
    /// </summary>
    internal sealed class GcWitness : EventListener
    {
        private const EventKeywords GcKeyword = (EventKeywords)1;
        private static readonly TimeSpan EventsArrive = TimeSpan.FromMilliseconds(300);
        private readonly Lock gate = new();
        private GcReport since;
        private DateTime? suspended;
        private long allocatedBefore;

        public static void Attach()
        {
            var witness = new GcWitness();
            new Thread(witness.AnswerQuestions) { IsBackground = true }.Start();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Informational, GcKeyword);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            switch (eventData.EventName)
            {
                case "GCSuspendEEBegin_V1":
                    suspended = eventData.TimeStamp;
                    break;
                case "GCRestartEEEnd_V1" when suspended is { } began:
                    var paused = (eventData.TimeStamp - began).TotalMilliseconds;
                    suspended = null;
                    lock (gate)
                    {
                        since = since with
                        {
                            Pauses = since.Pauses + 1,
                            PausedMs = since.PausedMs + paused,
                            LongestMs = Math.Max(since.LongestMs, paused),
                        };
                    }

                    break;
                case "GCStart_V2" when eventData.Payload is [_, 2u, ..]:
                    lock (gate)
                    {
                        since = since with { Gen2 = since.Gen2 + 1 };
                    }

                    break;
            }
        }

        private void AnswerQuestions()
        {
            while (Console.ReadLine() is not null)
            {
#pragma warning disable RS0030 // The runtime hands its events over in its own time.
                Thread.Sleep(EventsArrive);
#pragma warning restore RS0030
                var allocated = GC.GetTotalAllocatedBytes();
                lock (gate)
                {
                    Console.WriteLine((since with { AllocatedMb = (allocated - allocatedBefore) / 1048576.0 }).Line());
                    since = default;
                }

                allocatedBefore = allocated;
            }
        }
    }
}
