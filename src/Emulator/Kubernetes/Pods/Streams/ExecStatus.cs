using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Pods.Streams;

/// <summary>How a command's end is told: before version 4 nothing was said of success, and of a failure only a sentence.</summary>
internal static class ExecStatus
{
    public static ReadOnlyMemory<byte> For(string protocol, ReadOnlyMemory<byte> status)
    {
        if (protocol.StartsWith("v4.", StringComparison.Ordinal) || protocol.StartsWith("v5.", StringComparison.Ordinal))
        {
            return status;
        }

        var parsed = JsonNode.Parse(status.Span);
        return parsed?["status"]?.GetValue<string>() == "Success" ? default
            : Encoding.UTF8.GetBytes(parsed?["message"]?.GetValue<string>() ?? "");
    }
}
