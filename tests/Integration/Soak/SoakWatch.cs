using System.Text.Json;

namespace Eso.Integration.Soak;

/// <summary>One change as a watcher saw it.</summary>
internal sealed record Seen(long Revision, string Type, string Key, string Uid, string Value);

/// <summary>
/// A watch that is opened again at random from where it was. What it has seen is handed out round by round.
/// </summary>
internal sealed class SoakWatch(HttpMessageInvoker http, string path, int seed) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private List<Seen> seen = [];
    private long last;
    private Task loop = Task.CompletedTask;

    /// <summary>Revision of the newest event.</summary>
    public long Last
    {
        get
        {
            lock (gate)
            {
                return last;
            }
        }
    }

    public string Path => path;

    /// <summary>What broke it; null while all is well.</summary>
    public string? Failure { get; private set; }

    public void Start(long from)
    {
        last = from;
        loop = Task.Run(RunAsync);
    }

    /// <summary>The events since the last call.</summary>
    public List<Seen> Take()
    {
        lock (gate)
        {
            (var taken, seen) = (seen, []);
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var random = new Random(seed);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await OnceAsync(random.Next(50, 2_000));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (Exception e)
        {
            Failure ??= $"{path}: {e}";
        }
    }

    private async Task OnceAsync(int eventsMax)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://kube{path}?watch=true&resourceVersion={Last}");
        using var answer = await http.SendAsync(request, stopping.Token);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stopping.Token));
        for (var i = 0; i < eventsMax && await reader.ReadLineAsync(stopping.Token) is { } line; i++)
        {
            using var entry = JsonDocument.Parse(line);
            var type = entry.RootElement.GetProperty("type").GetString()!;
            if (type is not ("ADDED" or "MODIFIED" or "DELETED"))
            {
                Failure ??= $"{path}: {line}";
                await stopping.CancelAsync();
                return;
            }

            var found = SoakObject.Read(entry.RootElement.GetProperty("object"));
            lock (gate)
            {
                last = found.Revision;
                seen.Add(new Seen(found.Revision, type, found.Key, found.Uid, found.Value));
            }
        }
    }
}

/// <summary>What the oracle wants to know of an object.</summary>
internal readonly record struct SoakObject(string Key, string Uid, long Revision, string Value)
{
    public static SoakObject Read(JsonElement obj)
    {
        var metadata = obj.GetProperty("metadata");
        var data = obj.TryGetProperty("data", out var found) && found.TryGetProperty("v", out var value) ? value.GetString()! : "";
        return new SoakObject(
            $"{metadata.GetProperty("namespace").GetString()}/{metadata.GetProperty("name").GetString()}",
            metadata.GetProperty("uid").GetString()!,
            long.Parse(metadata.GetProperty("resourceVersion").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            data);
    }
}
