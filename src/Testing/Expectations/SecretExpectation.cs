using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Steps;

namespace Eso.Testing.Expectations;

/// <summary>What a Kubernetes Secret should be.</summary>
public sealed class SecretExpectation : Expectation<SecretExpectation>
{
    private readonly string ns;
    private readonly string name;
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> binaries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> annotations = new(StringComparer.Ordinal);
    private bool only;
    private bool absent;
    private string? type;
    private string? owner;

    internal SecretExpectation(StepRun steps, string ns, string name)
        : base(steps)
    {
        this.ns = ns;
        this.name = name;
    }

    /// <summary>It has a key with this text.</summary>
    public SecretExpectation With(string key, string text)
    {
        texts[key] = text;
        return this;
    }

    /// <summary>It has a key with these bytes.</summary>
    public SecretExpectation With(string key, ReadOnlySpan<byte> bytes)
    {
        binaries[key] = Convert.ToBase64String(bytes);
        return this;
    }

    /// <summary>It has no keys but those named.</summary>
    public SecretExpectation AndNothingElse()
    {
        only = true;
        return this;
    }

    /// <summary>It has this type, e.g. <c>kubernetes.io/tls</c>.</summary>
    public SecretExpectation OfType(string secretType)
    {
        type = secretType;
        return this;
    }

    /// <summary>It has this label.</summary>
    public SecretExpectation WithLabel(string label, string value)
    {
        labels[label] = value;
        return this;
    }

    /// <summary>It has this annotation.</summary>
    public SecretExpectation WithAnnotation(string annotation, string value)
    {
        annotations[annotation] = value;
        return this;
    }

    /// <summary>Its controlling owner is this object.</summary>
    public SecretExpectation OwnedBy(string kind, string ownerName)
    {
        owner = $"{kind}/{ownerName}";
        return this;
    }

    /// <summary>Nobody owns it.</summary>
    public SecretExpectation OwnedByNobody()
    {
        owner = "none";
        return this;
    }

    /// <summary>There is no such Secret.</summary>
    public SecretExpectation ToBeAbsent()
    {
        absent = true;
        return this;
    }

    private protected override Step ToStep() => new ExpectSecret
    {
        Namespace = ns,
        Name = name,
        Absent = absent,
        Subset = !only,
        Data = texts.Count > 0 || only ? texts : null,
        Binary = binaries.Count > 0 ? binaries : null,
        Type = type,
        Labels = labels.Count > 0 ? labels : null,
        Annotations = annotations.Count > 0 ? annotations : null,
        Owner = owner,
    };
}
