using System.Text.Encodings.Web;
using System.Text.Json;

namespace Eso.Kubernetes;

/// <summary>How this library writes JSON: compact, and only what must be escaped is.</summary>
public static class KubeJson
{
    public static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };
}
