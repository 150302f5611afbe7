using System.Text;

namespace Eso.Benchmarks;

/// <summary>A request as its bytes: made before the clock runs, with room for a number that differs each time.</summary>
internal sealed class KubeCall
{
    public const string Json = "application/json";
    public const string Merge = "application/merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    public KubeCall(string method, string path, string? body = null, string type = Json)
    {
        (Method, Path, Type) = (method, path, type);
        Body = body is null ? [] : Encoding.UTF8.GetBytes(body);
    }

    public string Method { get; }

    public string Path { get; }

    public string Type { get; }

    public byte[] Body { get; }
}

/// <summary>One caller's way to a server: a connection of its own over TLS, one request at a time, blocking.</summary>
internal abstract class KubeCaller : IDisposable
{
    /// <summary>How much of an answer's beginning is kept: enough for a failure, or for a list's metadata.</summary>
    private const int KeptBytes = 1024;

    private readonly byte[] kept = new byte[KeptBytes];
    private int keptCount;

    /// <summary>The beginning of the last answer's body.</summary>
    public ReadOnlySpan<byte> Beginning => kept.AsSpan(0, keptCount);

    /// <summary>Sends and reads the whole answer; how long its body was. Failures throw.</summary>
    public long Ask(KubeCall call)
    {
        keptCount = 0;
        var length = Exchange(call);

        // In every version of HTTP alike: each failure of the API is a Status, and nothing else here is.
        return Beginning.IndexOf("\"kind\":\"Status\""u8) is < 0 or > 2
            ? length
            : throw new InvalidOperationException($"{call.Method} {call.Path}: {Encoding.UTF8.GetString(Beginning)}");
    }

    public abstract void Dispose();

    protected abstract long Exchange(KubeCall call);

    protected void Keep(ReadOnlySpan<byte> body)
    {
        var count = Math.Min(body.Length, KeptBytes - keptCount);
        body[..count].CopyTo(kept.AsSpan(keptCount));
        keptCount += count;
    }
}
