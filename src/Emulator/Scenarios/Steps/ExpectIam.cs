using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

/// <summary>How IAM decides.</summary>
internal enum IamDecision
{
    Allowed,
    Denied,
    ExplicitlyDenied,
    ImplicitlyDenied,
}

[About("Expects how IAM decides about a principal, an action and a resource.")]
internal sealed record ExpectIam : Step
{
    [About("ARN of a user, a role or a role's session.")]
    public required string Principal { get; init; }

    [About("The action, e.g. secretsmanager:GetSecretValue.")]
    public required string Action { get; init; }

    [About("The resource's ARN, or *.")]
    public required string Resource { get; init; }

    [About("Allowed, Denied, ExplicitlyDenied or ImplicitlyDenied.")]
    public required IamDecision Decision { get; init; }

    [About("The policy whose statement decides.")]
    public string? Policy { get; init; }

    [About("Condition keys the request would have.")]
    public IReadOnlyDictionary<string, string>? Conditions { get; init; }

    public override IEnumerable<Need> Needs => [Need.Iam, Need.Usage];

    public override string Describe() => $"{Decision} for {Principal}: {Action} on {Resource}";

    public override Task RunAsync(StepContext context, CancellationToken cancel) => context.ExpectAsync(async () =>
    {
        var answer = await context.Ground.ExplainAccessAsync(
            Principal, Action, Resource, Conditions ?? new Dictionary<string, string>(), cancel);
        var found = (string?)answer["decision"] ?? "";
        var fine = Decision switch
        {
            IamDecision.Allowed => found == "allowed",
            IamDecision.Denied => found is "implicitDeny" or "explicitDeny",
            IamDecision.ExplicitlyDenied => found == "explicitDeny",
            _ => found == "implicitDeny",
        };
        var rows = new List<ComparedRow> { new("decision", fine ? found : Decision.ToString(), found) };
        if (Policy is not null)
        {
            rows.Add(new ComparedRow("policy", Policy, (string?)answer["policy"]));
        }

        return rows.All(r => r.Same) ? null : new ExpectationFailed($"IAM decides {found}: {(string?)answer["reason"]}", rows);
    }, cancel);
}
