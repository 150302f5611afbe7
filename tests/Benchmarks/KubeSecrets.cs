using System.Globalization;
using System.Text;

namespace Eso.Benchmarks;

/// <summary>The requests of the load, about Secrets of 1 KiB in one namespace.</summary>
internal sealed class KubeSecrets(string ns, int count)
{
    private static readonly string Bytes = Random();
    private readonly string path = $"/api/v1/namespaces/{ns}/secrets";

    public void Create(KubeCaller caller, int i) => caller.Ask(new KubeCall("POST", path,
        $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s{{{i}}}"},"data":{"value":"{{{Value(i)}}}"}}"""));

    public void Get(KubeCaller caller, int i) => caller.Ask(new KubeCall("GET", $"{path}/s{i % count}"));

    public void Patch(KubeCaller caller, int i) => caller.Ask(new KubeCall(
        "PATCH", $"{path}/s{i % count}", $$$"""{"metadata":{"annotations":{"bench":"{{{i}}}"} } }""", KubeCall.Merge));

    public void Apply(KubeCaller caller, int i) => caller.Ask(new KubeCall(
        "PATCH",
        $"{path}/s{i % count}?fieldManager=bench&force=true",
        $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s{{{i % count}}}","labels":{"round":"r{{{i}}}"}},"stringData":{"applied":"{{{i}}}"}}""",
        KubeCall.Apply));

    public void List(KubeCaller caller, int i)
    {
        if (caller.Ask(new KubeCall("GET", path)) < count * 1024L)
        {
            throw new InvalidOperationException("the list is too short");
        }
    }

    public void Pages(KubeCaller caller, int i)
    {
        var (more, length) = ("", 0L);
        do
        {
            length += caller.Ask(new KubeCall("GET", $"{path}?limit=500{more}"));
            var mark = "\"continue\":\""u8;
            var at = caller.Beginning.IndexOf(mark);
            var rest = at < 0 ? default : caller.Beginning[(at + mark.Length)..];
            more = rest.IsEmpty ? "" : "&continue=" + Uri.EscapeDataString(Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'"')]));
        }
        while (more.Length > 0);
        _ = length < count * 1024L ? throw new InvalidOperationException("the pages are too short") : i;
    }

    private static string Random()
    {
        var value = new byte[768];
        new Random(1).NextBytes(value);
        return Convert.ToBase64String(value);
    }

    // 768 random bytes, in Base64 a KiB; of each object others, without making all of them anew.
    private static string Value(int i) => string.Create(Bytes.Length, i, static (text, i) =>
    {
        Bytes.CopyTo(text);
        i.TryFormat(text, out _, "x8", CultureInfo.InvariantCulture);
    });
}
