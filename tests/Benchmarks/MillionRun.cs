using Activity = Eso.Emulator.Clock.Activity;
using Process = System.Diagnostics.Process;
using Stopwatch = System.Diagnostics.Stopwatch;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;
using Eso.Emulator.Journal;

namespace Eso.Benchmarks;

/// <summary>
/// <c>-- million [--secrets N]</c>: makes secrets (and parameters) without sockets and times each operation at 1k, 10k,
/// 100k and all of them, in the middle of the listing where there is one. What grows with the table shows at once:
/// the median time, and the bytes allocated, which do not depend on how busy the machine is.
/// </summary>
internal sealed class MillionRun(string[] args)
{
    private const string Account = "000000000000";
    private const string Region = "us-east-1";

    // AWS holds no more in an account and region, nor do we.
    private const int ParametersMax = 10_000;
    private readonly int most = args.Number("--secrets", 1_000_000);
    private readonly int calls = args.Number("--calls", 200);
    private readonly Dictionary<string, List<string>> rows = [];
    private readonly Random random = new(1);
    private AwsServer server = null!;

    public Task<int> RunAsync()
    {
#pragma warning disable RS0030 // The machine's clock measures.
        using var made = new AwsServer(new AwsServerOptions(), TimeProvider.System, new Entropy(1), new Journal(1000), new Activity());
#pragma warning restore RS0030
        server = made;
        var sizes = new List<int>();
        var before = Resident();
        Console.WriteLine($"resident before: {before:0} MB");
        for (var (held, size) = (0, 1_000); size <= most; size *= 10)
        {
            var (began, paused, pauses) = (Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration(), GC.CollectionCount(0));
            for (; held < size; held++)
            {
                Secret(held);
            }

            Console.WriteLine($"{size} secrets: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, "
                + $"{(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:0} ms of it in {GC.CollectionCount(0) - pauses} pauses for GC, "
                + $"resident {Resident():0} MB, {GC.GetTotalMemory(true) / 1048576.0:0} MB live");
            sizes.Add(size);
            MeasureSecrets(size);
        }

        var parameters = 0;
        foreach (var size in sizes.Where(s => s <= ParametersMax))
        {
            for (; parameters < size; parameters++)
            {
                Parameter(parameters);
            }

            Console.WriteLine($"{size} parameters besides: resident {Resident():0} MB");
            MeasureParameters(size);
        }

        Print(sizes);
        return Task.FromResult(0);
    }

    private void MeasureSecrets(int size)
    {
        string Known() => NameOf(random.Next(size));
        var fresh = 0;
        Time("GetSecretValue", () => Sm("GetSecretValue", new() { ["SecretId"] = Known() }));
        Time("DescribeSecret", () => Sm("DescribeSecret", new() { ["SecretId"] = Known() }));
        Time("PutSecretValue", () => Sm("PutSecretValue", new()
        {
            ["SecretId"] = Known(),
            ["SecretString"] = "w",
            ["ClientRequestToken"] = Guid(fresh++ + 5_000_000),
        }));
        foreach (var sort in (string[])["created-date", "name", "last-changed-date", "last-accessed-date"])
        {
            foreach (var order in (string[])["asc", "desc"])
            {
                Walk($"ListSecrets {sort} {order}", () => new() { ["SortBy"] = sort, ["SortOrder"] = order, ["MaxResults"] = 10 });
            }
        }

        Walk("ListSecrets name prefix, many", () => Filtered("name", "team-0"));
        Time("ListSecrets name prefix, one", () => Sm("ListSecrets", Filtered("name", Known())));
        Time("ListSecrets tag, none has it", () => Sm("ListSecrets", Filtered("tag-key", "nobody")));
        Time("ListSecrets all words, none", () => Sm("ListSecrets", Filtered("all", "nobody")));
        Walk("BatchGetSecretValue name prefix", () => Filtered("name", "team-0"), "BatchGetSecretValue");
        Time("CreateSecret", () => Secret(size * 20 + fresh++));
        var gone = 0;
        Time("DeleteSecret, forced", () => Sm("DeleteSecret", new()
        {
            ["SecretId"] = NameOf((size * 20) + (calls / 2) + gone++),
            ["ForceDeleteWithoutRecovery"] = true,
        }));
        Time("DeleteSecret, 7 days", () => Sm("DeleteSecret", new()
        {
            ["SecretId"] = NameOf(gone++ % size),
            ["RecoveryWindowInDays"] = 7L,
        }));
    }

    private void MeasureParameters(int size)
    {
        var fresh = 0;
        string Known() => PathOf(random.Next(size));
        Time("GetParameter", () => Ssm("GetParameter", new() { ["Name"] = Known() }));
        Time("PutParameter, new", () => Parameter((size * 20) + fresh++));
        Time("PutParameter, overwrite", () => Ssm("PutParameter", new()
        {
            ["Name"] = Known(),
            ["Value"] = "w",
            ["Type"] = "String",
            ["Overwrite"] = true,
        }));
        Walk("GetParametersByPath, recursive", () => new() { ["Path"] = "/team-05", ["Recursive"] = true }, "GetParametersByPath");
        Walk("GetParametersByPath, one level", () => new() { ["Path"] = "/team-05" }, "GetParametersByPath");
        Walk("DescribeParameters", () => [], "DescribeParameters");
        Time("DescribeParameters, name prefix", () => Ssm("DescribeParameters", Described("Name", "BeginsWith", Known())));
        Time("DescribeParameters, tier none has", () => Ssm("DescribeParameters", Described("Tier", "Equals", "Advanced")));
        var gone = 0;
        Time("DeleteParameter", () => Ssm("DeleteParameter", new() { ["Name"] = PathOf((size * 20) + gone++) }));
    }

    private static JsonObject Filtered(string key, string value) => new()
    {
        ["MaxResults"] = 10,
        ["Filters"] = new JsonArray(new JsonObject { ["Key"] = key, ["Values"] = new JsonArray(value) }),
    };

    private static JsonObject Described(string key, string option, string value) => new()
    {
        ["ParameterFilters"] = new JsonArray(new JsonObject
        {
            ["Key"] = key,
            ["Option"] = option,
            ["Values"] = new JsonArray(value),
        }),
    };

    private static string NameOf(int i) => $"team-{i % 100:00}/app-{i:00000000}/key";

    private static string PathOf(int i) => $"/team-{i % 100:00}/app-{i % 1000:000}/p{i:00000000}";

    private static string Guid(int i) => new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();

    private JsonObject Secret(int i) => Sm("CreateSecret", new()
    {
        ["Name"] = NameOf(i),
        ["SecretString"] = $"value of {i}",
        ["ClientRequestToken"] = Guid(i),
    });

    private JsonObject Parameter(int i) => Ssm("PutParameter", new() { ["Name"] = PathOf(i), ["Value"] = $"value of {i}", ["Type"] = "String", ["Tier"] = "Intelligent-Tiering" });

    private JsonObject Sm(string operation, JsonObject request) => server.Call("secretsmanager", operation, request, Account, Region);

    private JsonObject Ssm(string operation, JsonObject request) => server.Call("ssm", operation, request, Account, Region);

    // Pages far into the listing: each call continues where the last ended.
    private void Walk(string name, Func<JsonObject> request, string operation = "ListSecrets")
    {
        string? token = null;
        Time(name, () =>
        {
            var asked = request();
            if (token is not null)
            {
                asked["NextToken"] = token;
            }

            var answer = operation.Contains("Parameter", StringComparison.Ordinal) ? Ssm(operation, asked) : Sm(operation, asked);
            token = answer.Text("NextToken");
            return answer;
        });
    }

    private void Time(string name, Func<JsonObject> call)
    {
        var times = new double[calls];
        var allocated = 0L;
        for (var i = -calls / 2; i < calls; i++)
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            try
            {
                call();
            }
            catch (AwsException)
            {
                // Deleted a moment ago: as good a measurement.
            }

            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
                allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
        }

        Array.Sort(times);
        if (!rows.TryGetValue(name, out var row))
        {
            rows[name] = row = [];
        }

        row.Add($"{times[calls / 2]:0.0} ({allocated / 1024.0 / calls:0.0})");
    }

    private void Print(List<int> sizes)
    {
        Console.WriteLine();
        Console.WriteLine($"Median µs of {calls} calls (KiB allocated each), without HTTP");
        Console.WriteLine($"| Operation | {string.Join(" | ", sizes)} |");
        Console.WriteLine($"| --- |{string.Concat(sizes.Select(_ => " --: |"))}");
        foreach (var (name, cells) in rows)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }
    }

    private static double Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
