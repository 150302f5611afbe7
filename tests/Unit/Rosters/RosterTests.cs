using System.Runtime.CompilerServices;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Control;
using Eso.Emulator.Faults;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Checks;
using Eso.Operator.Generators;
using Eso.Operator.Providers;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Rosters;

/// <summary>
/// What is found by convention, listed: discovery must leave a trace, so that a room that appears or vanishes is seen in
/// review. scripts/update-rosters rewrites the lists.
/// </summary>
public sealed class RosterTests
{
    [Fact]
    public void Operations() => Check("operations", Types(typeof(AwsWorld), t => t.GetInterfaces()
        .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOperation<>)))
        .Select(t => $"{t.Namespace!.Split('.')[^2]}.{t.Name}"));

    [Fact]
    public void Kinds() => Check("kinds", KindRegistry.BuiltIns
        .Select(k => $"{k.Resource.ApiVersion} {k.Resource.Kind}"));

    [Fact]
    public void Providers() => Check("providers", Types(typeof(ISecretProvider), t => t.IsAssignableTo(typeof(ISecretProvider)))
        .Select(t => t.Name));

    [Fact]
    public void Generators() => Check("generators", Types(typeof(IGenerator), t => t.IsAssignableTo(typeof(IGenerator)))
        .Select(t => t.Name));

    [Fact]
    public void Steps() => Check("steps", StepRoster.Steps.Keys);

    [Fact]
    public void Checks() => Check("checks", CheckRoster.Checks.Keys);

    [Fact]
    public void Faults() => Check("faults", FaultBoard.Kinds.Keys);

    [Fact]
    public void Control_endpoints() => Check("control", Types(typeof(IControlEndpoint), t => t.IsAssignableTo(typeof(IControlEndpoint)))
        .Select(t => (IControlEndpoint)Activator.CreateInstance(t)!).Select(e => $"{e.Path} {e.Method}"));

    private static IEnumerable<Type> Types(Type anchor, Func<Type, bool> which) =>
        anchor.Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && which(t));

    private static void Check(string name, IEnumerable<string> found, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, $"{name}.txt");
        var made = string.Concat(found.Order(StringComparer.Ordinal).Select(l => l + "\n"));
        if (Environment.GetEnvironmentVariable("ESO_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, made);
        }

        File.ReadAllText(path).ReplaceLineEndings("\n").Should().Be(made, "run scripts/update-rosters and commit");
    }
}
