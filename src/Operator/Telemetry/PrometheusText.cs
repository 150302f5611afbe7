using System.Globalization;
using System.Text;

namespace Eso.Operator.Telemetry;

/// <summary>The text format that Prometheus scrapes.</summary>
internal static class PrometheusText
{
    public static string Render(Metering metering)
    {
        var text = new StringBuilder();
        metering.Visit(
            (name, kind) => text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n'),
            (name, labels, series) => Append(text, name, labels, series));
        foreach (var kind in metering.Gauges.All.GroupBy(g => g.Key.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append($"# TYPE {kind.Key}_status_condition gauge\n");
            foreach (var ((_, ns, name), gauge) in kind)
            {
                Line(text, $"{kind.Key}_status_condition", Condition(ns, name, "True"), gauge.Ready ? 1 : 0);
                Line(text, $"{kind.Key}_status_condition", Condition(ns, name, "False"), gauge.Ready ? 0 : 1);
            }

            // Nanoseconds, as dashboards made for ESO expect.
            text.Append($"# TYPE {kind.Key}_reconcile_duration gauge\n");
            foreach (var ((_, ns, name), gauge) in kind)
            {
                Line(
                    text,
                    $"{kind.Key}_reconcile_duration",
                    $"name=\"{Escape(name)}\",namespace=\"{Escape(ns)}\"",
                    gauge.Took.TotalNanoseconds);
            }
        }

        return text.ToString();
    }

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(key).Append("=\"").Append(Escape(value?.ToString() ?? "")).Append('"');
        }

        return text.ToString();
    }

    private static string Condition(string ns, string name, string status) =>
        $"condition=\"Ready\",name=\"{Escape(name)}\",namespace=\"{Escape(ns)}\",status=\"{status}\"";

    private static void Append(StringBuilder text, string name, string labels, Metering.Series series)
    {
        if (series.Buckets is not { } buckets)
        {
            Line(text, name, labels, series.Value);
            return;
        }

        var comma = labels.Length > 0 ? "," : "";
        long sum = 0;
        for (var i = 0; i < buckets.Length; i++)
        {
            sum += buckets[i];
            var bound = i < Metering.BucketBounds.Count ? Number(Metering.BucketBounds[i]) : "+Inf";
            Line(text, name + "_bucket", $"{labels}{comma}le=\"{bound}\"", sum);
        }

        Line(text, name + "_sum", labels, series.Value);
        Line(text, name + "_count", labels, series.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
