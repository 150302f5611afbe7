using System.Globalization;
using System.Text.Json;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Schedules;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class CronCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Cron() => CorpusRunner.Run("cron", output, Judge);

    private static string? Judge(JsonElement line)
    {
        if (CorpusRunner.Text(line, "group") == "sync-window")
        {
            var windows = line.GetProperty("windows").EnumerateArray()
                .Select(w => (CorpusRunner.Text(w, "schedule")!, GoDuration.Parse(CorpusRunner.Text(w, "duration")!)))
                .ToList();
            var allowed = SyncWindowRules.Allows(CorpusRunner.Text(line, "kind")!, windows, Time(line, "at"));
            return allowed == CorpusRunner.Flag(line, "allowed") ? null : line.ToString();
        }

        var spec = CorpusRunner.Text(line, "spec")!;
        if (!CronSchedule.TryParse(spec, out var schedule, out var error))
        {
            return error.Contains(CorpusRunner.Text(line, "errorContains") ?? "<none>", StringComparison.Ordinal)
                || (CorpusRunner.Text(line, "errorContains") ?? "").StartsWith("panic", StringComparison.Ordinal)
                ? null : $"{spec}: {error}";
        }

        if (CorpusRunner.Flag(line, "error"))
        {
            return $"{spec}: parsed";
        }

        var firings = new List<string>();
        var at = Time(line, "from");
        while (firings.Count < 5 && schedule!.Next(at) is { } following)
        {
            at = following;
            firings.Add(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        var want = line.TryGetProperty("next", out var next)
            ? next.EnumerateArray().Select(e => e.GetString()!).ToList()
            : [];
        return firings.SequenceEqual(want) ? null : $"{spec}: {string.Join(' ', firings)}";
    }

    private static DateTimeOffset Time(JsonElement line, string name) =>
        DateTimeOffset.Parse(CorpusRunner.Text(line, name)!, CultureInfo.InvariantCulture);
}
