using System.Security.Cryptography;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- aws [--seconds N] [--connections N] [--parameters N] [--moto] [--rate N]</c>: this build's <c>eso aws</c> in a
/// process of its own, a server that does nothing behind the same door and, with --moto, <c>moto_server</c> as it ships,
/// one after the other under the same load. The load shares the machine with the server: the server's own CPU per
/// request, its collector's pauses and the row of the server that does nothing tell whose a delay is.
/// </summary>
internal sealed class AwsRun(string[] args)
{
    // Moto creates ever slower; what is left of its budget after these goes to what it holds.
    private const int MotoCreationsMax = 400;
    private static readonly TimeSpan MotoFillBudget = TimeSpan.FromSeconds(90);
    private readonly int connections = args.Number("--connections", 16);
    private readonly TimeSpan time = TimeSpan.FromSeconds(args.Number("--seconds", 5));
    private readonly int parameters = args.Number("--parameters", 10_000);
    private readonly int rate = args.Number("--rate", 10_000);

    private sealed record Row(LoadResult Load, double CpuMicroseconds, double AllocatedKb, Paced? Paced);

    private sealed record Paced(LoadResult Load, GcReport Gc);

    public async Task<int> RunAsync()
    {
        var nothing = await NothingAsync();
        var (eso, held) = await EsoAsync();
        var (moto, heldByMoto) = args.Contains("--moto") ? await MotoAsync() : ([], 0);
        Console.WriteLine();
        Console.WriteLine($"{connections} connections, {time.TotalSeconds:0} s each, {Environment.ProcessorCount} cores shared with the load; "
            + $"parameters held: eso {held}, moto {heldByMoto}");
        Console.WriteLine($"| Operation | eso/s | p50 ms | p99 ms | CPU µs | KB allocated | p99 ms at {rate}/s (reached) "
            + "| GC pauses there: longest ms | share | moto/s | p50 ms | p99 ms | CPU µs | times, by rate | by CPU |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        Console.WriteLine($"| (a server that does nothing) | {Ours(nothing)} | | | | | | |");
        foreach (var (name, ours) in eso)
        {
            Console.WriteLine($"| {name} | {Ours(ours)} | "
                + (moto.GetValueOrDefault(name) is { } theirs ? $"{Show(theirs)} | {Times(ours, theirs)} |" : "| | | | | |"));
        }

        return 0;
    }

    private async Task<Row> NothingAsync()
    {
        using var server = await ServerProcess.SelfAsync("null --port 4796", 4796);
        var get = LoadLoop.Aws("secretsmanager", "secretsmanager.GetSecretValue", """{"SecretId":"bench"}""");
        return await LoadAsync(server, "(a server that does nothing)", _ => _ => get);
    }

    private async Task<(Dictionary<string, Row> Rows, int Held)> EsoAsync()
    {
        using var server = await ServerProcess.EsoAsync("aws --port 4799", 4799, witness: true);
        await LoadLoop.RunAsync(server.Port, new Load(1, TimeSpan.FromSeconds(5)), _ => Once(Create("bench")));
        var held = await FillAsync(server.Port, connections);
        var get = LoadLoop.Aws("secretsmanager", "secretsmanager.GetSecretValue", """{"SecretId":"bench"}""");
        var rows = new Dictionary<string, Row>
        {
            ["GetSecretValue"] = await LoadAsync(server, "eso GetSecretValue", _ => _ => get),
            ["GetParametersByPath"] = await LoadAsync(server, "eso GetParametersByPath", _ => Pages()),
            ["CreateSecret"] = await LoadAsync(server, "eso CreateSecret", Creations()),
        };
        Console.WriteLine($"eso: resident {server.ResidentMb:0} MB");
        return (rows, held);
    }

    // Its best: creations while it holds nothing yet, and few writers, which its one interpreter serves fastest.
    private async Task<(Dictionary<string, Row> Rows, int Held)> MotoAsync()
    {
        using var server = await ServerProcess.StartAsync("moto_server", "-p 4798", 4798);
        await LoadLoop.RunAsync(server.Port, new Load(1, TimeSpan.FromSeconds(5)), _ => Once(Create("bench")));
        var get = LoadLoop.Aws("secretsmanager", "secretsmanager.GetSecretValue", """{"SecretId":"bench"}""");
        var rows = new Dictionary<string, Row>
        {
            ["CreateSecret"] = await MotoLoadAsync(server, "moto CreateSecret", Creations(), MotoCreationsMax),
            ["GetSecretValue"] = await MotoLoadAsync(server, "moto GetSecretValue", _ => _ => get),
        };
        var held = await FillAsync(server.Port, 2);
        rows["GetParametersByPath"] = await MotoLoadAsync(server, "moto GetParametersByPath", _ => Pages());
        return (rows, held);
    }

    /// <summary><c>-- load get|path|create [--port N] [--seconds N]</c>: the load alone, on a server that runs already (under a profiler).</summary>
    public async Task<int> LoadOnlyAsync(string what)
    {
        var port = args.Number("--port", 4566);
        await LoadLoop.RunAsync(port, new Load(1, TimeSpan.FromSeconds(5)), _ => Once(Create("bench")));
        if (what == "path")
        {
            await FillAsync(port, connections);
        }

        var get = LoadLoop.Aws("secretsmanager", "secretsmanager.GetSecretValue", """{"SecretId":"bench"}""");
        var load = await LoadLoop.RunAsync(port, new Load(connections, time), what switch
        {
            "get" => _ => _ => get,
            "path" => _ => Pages(),
            _ => Creations(),
        });
        Console.WriteLine($"{load.PerSecond:0}/s, p50 {load.P50Ms:0.00} ms, p99 {load.P99Ms:0.00} ms");
        return 0;
    }

    private static string Ours(Row row) => row.Paced is not { } paced ? Show(row) : $"{Show(row)} | {row.AllocatedKb:0.0} | "
        + $"{paced.Load.P99Ms:0.00} ({paced.Load.PerSecond:0}) | {paced.Gc.LongestMs:0.0} | {paced.Gc.PausedMs / paced.Load.Seconds / 10:0.0} %";

    private static string Show(Row row) =>
        $"{row.Load.PerSecond:0} | {row.Load.P50Ms:0.00} | {row.Load.P99Ms:0.00} | {row.CpuMicroseconds:0.0}";

    private static string Times(Row ours, Row theirs) =>
        $"{ours.Load.PerSecond / theirs.Load.PerSecond:0} | {theirs.CpuMicroseconds / ours.CpuMicroseconds:0}";

    private async Task<Row> LoadAsync(ServerProcess server, string what, Func<int, NextRequest> source)
    {
        // The runtime compiles what is hot while it runs; moto gains nothing from it, and gets it too.
        await LoadLoop.RunAsync(server.Port, new Load(connections, time / 2), source);
        await server.GcAsync();
        var (load, cpu) = await CostAsync(server, new Load(connections, time), source);
        var gc = await server.GcAsync();
        Console.WriteLine($"  {what}: {load.PerSecond:0}/s, p50 {load.P50Ms:0.00} ms, p99 {load.P99Ms:0.00} ms, "
            + $"{cpu:0.0} µs CPU each, {load.Failures} failures; {gc}");
        var paced = await LoadLoop.RunAsync(
            server.Port, new Load(connections, time, Math.Min(rate, 0.95 * load.PerSecond)), source);
        var pacedGc = await server.GcAsync();
        Console.WriteLine($"    paced at {paced.PerSecond:0}/s: p50 {paced.P50Ms:0.00} ms, p99 {paced.P99Ms:0.00} ms; {pacedGc}");
        return new Row(load, cpu, gc.AllocatedMb * 1024 / load.Requests, new Paced(paced, pacedGc));
    }

    private async Task<Row> MotoLoadAsync(
        ServerProcess server, string what, Func<int, NextRequest> source, int requestsMax = int.MaxValue)
    {
        await LoadLoop.RunAsync(server.Port, new Load(connections, time / 2, RequestsMax: requestsMax / 4), source);
        var (load, cpu) = await CostAsync(server, new Load(connections, time * 2, RequestsMax: requestsMax), source);
        Console.WriteLine($"  {what}: {load.PerSecond:0}/s, p50 {load.P50Ms:0.00} ms, p99 {load.P99Ms:0.00} ms, "
            + $"{cpu:0.0} µs CPU each, {load.Requests} requests, {load.Failures} failures");
        return new Row(load, cpu, 0, null);
    }

    private static async Task<(LoadResult Load, double CpuMicroseconds)> CostAsync(
        ServerProcess server, Load load, Func<int, NextRequest> source)
    {
        var before = server.Cpu;
        var done = await LoadLoop.RunAsync(server.Port, load, source);
        return (done, (server.Cpu - before).TotalMicroseconds / done.Requests);
    }

    // Until all are there, or the budget is spent.
    private async Task<int> FillAsync(int port, int writers)
    {
        var next = 0;
        var done = await LoadLoop.RunAsync(port, new Load(writers, MotoFillBudget), _ => _ =>
        {
            var i = Interlocked.Increment(ref next) - 1;
            return i >= parameters ? null : LoadLoop.Aws(
                "ssm", "AmazonSSM.PutParameter", $$"""{"Name":"/bench/p{{i:00000}}","Value":"v","Type":"String"}""");
        });
        return (int)(done.Requests - done.Failures);
    }

    // Page by page to the end, then from the start again.
    private static NextRequest Pages() => answer =>
    {
        var token = Token(answer);
        var more = token.Length == 0 ? "" : $",\"NextToken\":\"{token}\"";
        return LoadLoop.Aws("ssm", "AmazonSSM.GetParametersByPath", $$"""{"Path":"/bench","Recursive":true,"MaxResults":10{{more}}}""");
    };

    private static string Token(ReadOnlySpan<byte> answer)
    {
        var at = answer.IndexOf("\"NextToken\""u8);
        if (at < 0)
        {
            return "";
        }

        var rest = answer[(at + 11)..];
        rest = rest[(rest.IndexOf((byte)'"') + 1)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'"')]);
    }

    private static NextRequest Once(byte[] request)
    {
        var sent = false;
        return _ =>
        {
            var result = sent ? null : request;
            sent = true;
            return result;
        };
    }

    private static Func<int, NextRequest> Creations()
    {
        var next = 0;
        return _ => _ => Create($"created-{Interlocked.Increment(ref next)}");
    }

    private static byte[] Create(string name)
    {
        var token = new Guid(MD5.HashData(Encoding.UTF8.GetBytes(name)));
        return LoadLoop.Aws(
            "secretsmanager", "secretsmanager.CreateSecret",
            $$"""{"Name":"{{name}}","SecretString":"value","ClientRequestToken":"{{token}}"}""");
    }
}
