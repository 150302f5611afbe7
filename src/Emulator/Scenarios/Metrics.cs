using System.Globalization;
using System.Text;

namespace Eso.Emulator.Scenarios;

/// <summary>One sample of a metrics page.</summary>
internal sealed record MetricSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public override string ToString() => Labels.Count == 0
        ? Name
        : $"{Name}{{{string.Join(",", Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}=\"{l.Value}\""))}}}";
}

/// <summary>Reads Prometheus's text form, as much of it as metrics pages use.</summary>
internal static class MetricsPage
{
    /// <param name="text">The page.</param>
    /// <param name="only">The one metric that is wanted; null: all.</param>
    public static IReadOnlyList<MetricSample> Read(string text, string? only = null) => text.Split('\n')
        .Where(l => l.Length > 0 && l[0] != '#' && (only is null || l.StartsWith(only, StringComparison.Ordinal)))
        .Select(Sample).OfType<MetricSample>().ToList();

    private static MetricSample? Sample(string line)
    {
        var brace = line.IndexOf('{', StringComparison.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = brace < 0 ? line.IndexOf(' ', StringComparison.Ordinal) : Labels(line, brace + 1, labels);
        if (rest < 0)
        {
            return null;
        }

        var name = brace < 0 ? line[..rest] : line[..brace];
        var number = line[rest..].Trim().Split(' ')[0];
        return double.TryParse(number.Replace("+Inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new MetricSample(name, labels, value)
            : null;
    }

    /// <summary>Where the labels end; -1 when they do not.</summary>
    private static int Labels(string line, int at, Dictionary<string, string> labels)
    {
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
            {
                return -1;
            }

            var name = line[at..equals].Trim(',', ' ');
            var value = new StringBuilder();
            for (at = equals + 2; at < line.Length && line[at] != '"'; at++)
            {
                if (line[at] == '\\' && at + 1 < line.Length)
                {
                    at++;
                    value.Append(line[at] == 'n' ? '\n' : line[at]);
                }
                else
                {
                    value.Append(line[at]);
                }
            }

            labels[name] = value.ToString();
            at++;
        }

        return at < line.Length ? at + 1 : -1;
    }
}
