using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator;

/// <summary>docs/decisions/0002: the two servers share nothing with the clients nor with each other.</summary>
public sealed partial class WireRuleTests
{
    [Theory]
    [InlineData("src/Emulator/Aws", "Eso.Emulator.Aws")]
    [InlineData("src/Emulator/Kubernetes", "Eso.Emulator.Kubernetes")]
    public void A_server_uses_only_its_own_rooms_and_the_shared_ones(string folder, string own)
    {
        string[] allowed = [own, "Eso.Emulator.Doors", "Eso.Emulator.Clock", "Eso.Emulator.Journal", "Eso.Emulator.Faults", "Eso.Emulator.State"];

        var foreign = Sources(folder).SelectMany(file => Using().Matches(File.ReadAllText(file)).Select(m => (file, name: m.Groups[1].Value)))
            .Where(u => !allowed.Any(a => u.name == a || u.name.StartsWith(a + ".", StringComparison.Ordinal)))
            .Select(u => $"{Path.GetFileName(u.file)} uses {u.name}");

        foreign.Should().BeEmpty();
    }

    [Theory]
    [InlineData("src/Kubernetes", "Eso.Aws|Eso.Operator|Eso.Emulator")]
    [InlineData("src/Aws", "Eso.Kubernetes|Eso.Operator|Eso.Emulator")]
    [InlineData("src/Operator", "Eso.Emulator")]
    [InlineData("src/Operator/Providers", "Eso.Kubernetes")]
    public void Dependencies_point_one_way(string folder, string forbidden)
    {
        // The kubernetes provider's back end is a cluster: it alone speaks to one.
        var provider = Path.Combine("Providers", "Kubernetes") + Path.DirectorySeparatorChar;
        var found = Sources(folder).Where(file => !file.Contains(provider, StringComparison.Ordinal)).Where(file => Using().Matches(File.ReadAllText(file))
            .Any(m => forbidden.Split('|').Any(f => m.Groups[1].Value == f || m.Groups[1].Value.StartsWith(f + ".", StringComparison.Ordinal))));

        found.Should().BeEmpty();
    }

    private static IEnumerable<string> Sources(string folder, [CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
        return Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?:using (?:static )?(?:\w+ = )?|\bglobal::)(Eso\.[\w.]+)")]
    private static partial Regex Using();
}
