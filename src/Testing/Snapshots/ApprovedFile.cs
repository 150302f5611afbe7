using System.Text;
using System.Text.Json.Nodes;

namespace Eso.Testing.Snapshots;

/// <summary>
/// An approved file beside a test. What was found instead is written next to it as <c>.received.yaml</c>;
/// <c>ESO_ACCEPT=1</c> writes the approved file.
/// </summary>
internal sealed class ApprovedFile
{
    private readonly string approved;
    private readonly string received;

    public ApprovedFile(string testFile, string member, string what)
    {
        var folder = Path.GetDirectoryName(testFile);
        if (folder is null or "" || !Directory.Exists(folder))
        {
            throw new EsoExpectationException(
                $"snapshots stand beside the test, but its source folder '{folder}' is not on this machine "
                + "(built with a path map, or elsewhere)");
        }

        var stem = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(testFile)}.{member}.{Safe(what)}");
        approved = stem + ".approved.yaml";
        received = stem + ".received.yaml";
    }

    /// <summary>Compares; a difference is told line by line.</summary>
    public void Match(IReadOnlyList<JsonObject> found)
    {
        var text = YamlWriting.Write(found.Select(Placeholders.Fill)
            .OrderBy(o => (string?)o["kind"], StringComparer.Ordinal)
            .ThenBy(o => (string?)o["metadata"]?["name"], StringComparer.Ordinal));
        if (Environment.GetEnvironmentVariable("ESO_ACCEPT") == "1")
        {
            File.WriteAllText(approved, text);
            File.Delete(received);
            return;
        }

        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : null;
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        throw new EsoExpectationException(expected is null
            ? $"there is no approved snapshot yet: look at {received} and accept it with ESO_ACCEPT=1\n\n{text}"
            : $"the snapshot {approved} differs (- approved, + found); accept it with ESO_ACCEPT=1\n\n{LineDiff.Of(expected, text)}");
    }

    private static string Safe(string name) =>
        new StringBuilder(name.Length).AppendJoin("", name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-')).ToString();
}
