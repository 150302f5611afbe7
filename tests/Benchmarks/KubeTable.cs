namespace Eso.Benchmarks;

/// <summary>Figures of one or two servers, side by side.</summary>
internal sealed class KubeTable
{
    private readonly List<string> names = [];
    private readonly Dictionary<string, List<(string Shown, double Rate, double P50)>> rows = [];

    public void Begin(string name) => names.Add(name);

    public void Row(string name, string value, (double Rate, double P50) compared = default)
    {
        // What a name says in brackets may differ between the two.
        var key = name.Split(" (empty")[0];
        (rows.TryGetValue(key, out var cells) ? cells : rows[key] = []).Add((key == name ? value : $"{value}{name[key.Length..]}", compared.Rate, compared.P50));
        Console.WriteLine($"{names[^1]}: {name}: {value}");
    }

    public void Print()
    {
        var two = names.Count > 1;
        Console.WriteLine($"| Measured | {string.Join(" | ", names)}{(two ? " | Times the throughput, times the latency at p50" : "")} |");
        Console.WriteLine($"| --- |{string.Concat(names.Select(_ => " --: |"))}{(two ? " --: |" : "")}");
        foreach (var (row, cells) in rows)
        {
            var beside = !two ? "" : cells is [(_, > 0, var p50) own, (_, > 0, _) other]
                ? $" | {own.Rate / other.Rate:0.0} ×, {(p50 > 0 ? $"{other.P50 / p50:0.0} ×" : "-")}"
                : " | ";
            Console.WriteLine($"| {row} | {string.Join(" | ", cells.Select(c => c.Shown))}{beside} |");
        }
    }
}
