using System.Globalization;
using System.Text;

namespace Eso.Operator.Telemetry;

/// <summary>The text format that Prometheus scrapes.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Render(Metering metering)
    {
        var text = new StringBuilder();
        metering.Visit(family =>
        {
            if (family.Help.Length > 0)
            {
                text.Append("# HELP ").Append(family.Name).Append(' ')
                    .Append(family.Help.Replace("\\", "\\\\", StringComparison.Ordinal)).Append('\n');
            }

            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type).Append('\n');
            foreach (var (labels, series) in family.Series.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                Append(text, family, labels, series);
            }
        });
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

    private static void Append(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        if (series.BucketCounts is not { } buckets)
        {
            Line(text, family.Name, labels, series.Value);
            return;
        }

        var comma = labels.Length > 0 ? "," : "";
        long sum = 0;
        for (var i = 0; i < buckets.Count; i++)
        {
            sum += buckets[i];
            var bound = i < family.Bounds!.Count ? Number(family.Bounds[i]) : "+Inf";
            Line(text, family.Name + "_bucket", $"{labels}{comma}le=\"{bound}\"", sum);
        }

        Line(text, family.Name + "_sum", labels, series.Value);
        Line(text, family.Name + "_count", labels, series.Count);
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
