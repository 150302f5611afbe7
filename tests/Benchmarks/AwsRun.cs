using System.Diagnostics;
using System.Net.Sockets;

namespace Eso.Benchmarks;

/// <summary>
/// <c>dotnet run -c Release --project tests/Benchmarks -- aws [--seconds N] [--connections N] [--parameters N] [--moto]</c>:
/// starts this build's eso.dll as a process of its own and, with --moto, a moto_server, and puts the same load on each.
/// </summary>
internal sealed class AwsRun(int seconds, int connections)
{
    public static Task<int> RunAsync(string[] args) =>
        new AwsRun(Number(args, "--seconds", 5), Number(args, "--connections", 16)).MeasureAllAsync(args);

    private async Task<int> MeasureAllAsync(string[] args)
    {
        var parameters = Number(args, "--parameters", 10_000);
        var eso = await MeasureAsync("eso", "dotnet", $"{Path.Combine(AppContext.BaseDirectory, "eso.dll")} aws --port 4799", 4799, parameters);
        var moto = args.Contains("--moto") ? await MeasureAsync("moto", "moto_server", "-p 4798", 4798, Math.Min(parameters, 1000)) : null;

        Console.WriteLine();
        Console.WriteLine("| Operation | eso/s | p50 ms | p99 ms | moto/s | moto p99 ms | times |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, ours) in eso)
        {
            var theirs = moto?.GetValueOrDefault(name);
            Console.WriteLine(
                $"| {name} | {ours.PerSecond:0} | {ours.P50Ms:0.00} | {ours.P99Ms:0.00} | {theirs?.PerSecond:0} | {theirs?.P99Ms:0.0} | {ours.PerSecond / theirs?.PerSecond:0} |");
        }

        return 0;
    }

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1]) : otherwise;
    }

    private async Task<Dictionary<string, LoadResult>> MeasureAsync(string who, string program, string arguments, int port, int fill)
    {
        var started = Stopwatch.GetTimestamp();
        using var server = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            await ReadyAsync(port);
            Console.WriteLine($"{who}: ready in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
            var found = new Dictionary<string, LoadResult>();
            await FillAsync(port, fill);
            var get = LoadLoop.Request("secretsmanager", "secretsmanager.GetSecretValue", """{"SecretId":"bench"}""");
            var path = LoadLoop.Request("ssm", "AmazonSSM.GetParametersByPath", """{"Path":"/bench","Recursive":true}""");
            await LoadAsync(found, "GetSecretValue", port, (_, _) => get);
            await LoadAsync(found, $"GetParametersByPath", port, (_, _) => path);
            await LoadAsync(found, "CreateSecret", port, (c, i) => Create($"c{c}-{i}"));
            server.Refresh();
            Console.WriteLine($"{who}: resident {server.WorkingSet64 / 1024 / 1024} MB");
            return found;
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private async Task LoadAsync(Dictionary<string, LoadResult> found, string name, int port, Func<int, int, byte[]> request)
    {
        var result = await LoadLoop.RunAsync("127.0.0.1", port, connections, TimeSpan.FromSeconds(seconds), request);
        found[name] = result;
        Console.WriteLine($"  {name}: {result.PerSecond:0}/s, p50 {result.P50Ms:0.00} ms, p99 {result.P99Ms:0.00} ms, {result.Failures} failures");
    }

    private static byte[] Create(string name)
    {
        var token = new Guid(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        return LoadLoop.Request(
            "secretsmanager", "secretsmanager.CreateSecret",
            $$"""{"Name":"{{name}}","SecretString":"value","ClientRequestToken":"{{token}}"}""");
    }

    private async Task FillAsync(int port, int fill)
    {
        var index = 0;
        await LoadLoop.RunAsync("127.0.0.1", port, 1, TimeSpan.FromMilliseconds(1), (_, _) => Create("bench"));
        var end = TimeSpan.FromSeconds(20);
        var clock = Stopwatch.GetTimestamp();
        while (index < fill && Stopwatch.GetElapsedTime(clock) < end)
        {
            await LoadLoop.RunAsync("127.0.0.1", port, 1, TimeSpan.FromMilliseconds(500), (_, _) => LoadLoop.Request(
                "ssm", "AmazonSSM.PutParameter", $$"""{"Name":"/bench/p{{index++}}","Value":"v","Type":"String"}"""));
        }
    }

    private static async Task ReadyAsync(int port)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        throw new TimeoutException($"nothing listens on port {port}");
    }
}
