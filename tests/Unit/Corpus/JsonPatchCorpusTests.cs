using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class JsonPatchCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Patches_apply_as_in_the_real_API_server() => CorpusRunner.Run("jsonpatch", output, Judge);

    private static string? Judge(JsonElement line)
    {
        var patch = line.TryGetProperty("patchText", out var text) ? text.GetString()! : line.GetProperty("patch").GetRawText();
        JsonNode? got;
        try
        {
            got = Apply(line, Encoding.UTF8.GetBytes(line.GetProperty("original").GetRawText()), Encoding.UTF8.GetBytes(patch));
        }
        catch (PatchException e)
        {
            var error = CorpusRunner.Text(line, "goError");
            return e.Message == error && e.Status == line.GetProperty("httpStatus").GetInt32()
                ? null
                : $"patch {patch}: want {error ?? "no error"}, got {e.Status} {e.Message}";
        }

        if (CorpusRunner.Flag(line, "error"))
        {
            return $"patch {patch}: want error {CorpusRunner.Text(line, "goError")}";
        }

        var want = JsonReading.ParseTrusted(Encoding.UTF8.GetBytes(line.GetProperty("want").GetRawText()));
        got = JsonReading.ParseTrusted(JsonWriting.ToUtf8(got));
        return SameJson.Equal(got, want) ? null : $"patch {patch}: want {want?.ToJsonString()}, got {got?.ToJsonString()}";
    }

    private static JsonNode? Apply(JsonElement line, byte[] original, byte[] patch)
    {
        var doc = JsonReading.ParseTrusted(original);
        switch (CorpusRunner.Text(line, "type"))
        {
            case "json":
                return JsonPatch.Apply(doc, JsonPatch.Parse(patch));
            case "merge":
                return MergePatch.Apply(doc, PatchBody.ReadMerge(patch));
            default:
                var kind = CorpusRunner.Text(line, "kind")!;
                var type = TypeTable.Shared.FindKind(kind == "Deployment" ? "apps" : "", "v1", kind)!;
                return StrategicMergePatch.Apply((JsonObject)doc!, PatchBody.ReadStrategic(patch, out _), type);
        }
    }
}
