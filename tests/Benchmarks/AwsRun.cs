using System.Security.Cryptography;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- aws [--seconds N] [--connections N] [--parameters N] [--moto] [--rate N]</c>: this build's <c>eso aws</c> in a
/// process of its own and, with --moto, <c>moto_server</c> as it ships, one after the other under the same load. The load
/// shares the machine with the server: the server's own CPU per request stands beside what was reached.
/// </summary>
internal sealed class AwsRun(string[] args)
{
    private readonly int connections = args.Number("--connections", 16);
    private readonly TimeSpan time = TimeSpan.FromSeconds(args.Number("--seconds", 5));
    private readonly int parameters = args.Number("--parameters", 10_000);
    private readonly int rate = args.Number("--rate", 10_000);

    private sealed record Row(LoadResult Load, double CpuMicroseconds, LoadResult? Paced);

    public async Task<int> RunAsync()
    {
        var (eso, eventually) = await MeasureAsync("eso", () => ServerProcess.EsoAsync("aws --port 4799", 4799), paced: true);
        Dictionary<string, Row> moto = [];
        var heldByMoto = 0;
        if (args.Contains("--moto"))
        {
            (moto, heldByMoto) = await MeasureAsync(
                "moto", () => ServerProcess.StartAsync("moto_server", "-p 4798", 4798), paced: false);
        }

        Console.WriteLine();
        Console.WriteLine($"{connections} connections, {time.TotalSeconds:0} s each, {Environment.ProcessorCount} cores shared with the load; "
            + $"parameters held: eso {eventually}, moto {heldByMoto}");
        Console.WriteLine($"| Operation | eso/s | p50 ms | p99 ms | CPU µs | p99 ms at {rate}/s (reached) | moto/s | p50 ms | p99 ms | CPU µs | times, by rate | by CPU |");
        Console.WriteLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (var (name, ours) in eso)
        {
            var theirs = moto.GetValueOrDefault(name);
            Console.WriteLine($"| {name} | {Show(ours)} | {ours.Paced!.P99Ms:0.00} ({ours.Paced.PerSecond:0}) | "
                + (theirs is null ? "| | | | | |" : $"{Show(theirs)} | {ours.Load.PerSecond / theirs.Load.PerSecond:0} | {theirs.CpuMicroseconds / ours.CpuMicroseconds:0} |"));
        }

        return 0;
    }

    /// <summary><c>-- load get|path|create [--port N] [--seconds N]</c>: the load alone, on a server that runs already (under a profiler).</summary>
    public async Task<int> LoadOnlyAsync(string what)
    {
        var port = args.Number("--port", 4566);
        await LoadLoop.RunAsync(port, new Load(1, TimeSpan.FromSeconds(5)), _ => Once(Create("bench")));
        if (what == "path")
        {
            await FillAsync(port);
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

    private static string Show(Row row) =>
        $"{row.Load.PerSecond:0} | {row.Load.P50Ms:0.00} | {row.Load.P99Ms:0.00} | {row.CpuMicroseconds:0.0}";

    private async Task<(Dictionary<string, Row> Rows, int Held)> MeasureAsync(string who, Func<Task<ServerProcess>> start, bool paced)
    {
        using var server = await start();
        Console.WriteLine($"{who}: accepts after {server.Ready.TotalMilliseconds:0} ms");
        await LoadLoop.RunAsync(server.Port, new Load(1, TimeSpan.FromSeconds(5)), _ => Once(Create("bench")));
        var held = await FillAsync(server.Port);
        var get = LoadLoop.Aws("secretsmanager", "secretsmanager.GetSecretValue", """{"SecretId":"bench"}""");
        var rows = new Dictionary<string, Row>
        {
            ["GetSecretValue"] = await LoadAsync(server, who, "GetSecretValue", paced, _ => _ => get),
            ["GetParametersByPath"] = await LoadAsync(server, who, "GetParametersByPath", paced, _ => Pages()),
            ["CreateSecret"] = await LoadAsync(server, who, "CreateSecret", paced, Creations()),
        };
        Console.WriteLine($"{who}: resident {server.ResidentMb:0} MB");
        return (rows, held);
    }

    private async Task<Row> LoadAsync(ServerProcess server, string who, string name, bool paced, Func<int, NextRequest> source)
    {
        // The runtime compiles what is hot while it runs; moto gains nothing from it, and gets it too.
        await LoadLoop.RunAsync(server.Port, new Load(connections, time / 2), source);
        var before = server.Cpu;
        var load = await LoadLoop.RunAsync(server.Port, new Load(connections, time), source);
        var cpu = (server.Cpu - before).TotalMicroseconds / load.Requests;
        var steady = paced ? await LoadLoop.RunAsync(server.Port, new Load(connections, time, rate), source) : null;
        Console.WriteLine($"  {who} {name}: {load.PerSecond:0}/s, p50 {load.P50Ms:0.00} ms, p99 {load.P99Ms:0.00} ms, "
            + $"{cpu:0.0} µs CPU each, {load.Failures} failures" + (steady is null ? "" : $"; paced p99 {steady.P99Ms:0.00} ms at {steady.PerSecond:0}/s"));
        return new Row(load, cpu, steady);
    }

    // 16 writers until all are there, or for a minute and a half: moto needs that long.
    private async Task<int> FillAsync(int port)
    {
        var next = 0;
        var done = await LoadLoop.RunAsync(port, new Load(16, TimeSpan.FromSeconds(90)), _ => _ =>
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
