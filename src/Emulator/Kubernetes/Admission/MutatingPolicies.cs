using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>
/// MutatingAdmissionPolicy: patches that CEL expressions build, in the order of the policies' names. A policy that asks
/// for it is invoked once more when something has changed the object after it.
/// </summary>
internal sealed class MutatingPolicies(KubeCore core) : IAdmissionPlugin
{
    private const string Group = ".admissionregistration.k8s.io";
    private readonly ConditionalWeakTable<StoredObject, AdmissionPolicy> policies = [];
    private readonly ConditionalWeakTable<StoredObject, AdmissionPolicy> bindings = [];

    public string Name => "MutatingAdmissionPolicy";

    public async ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        var table = core.Store.Table("mutatingadmissionpolicies" + Group);
        if (table.Current.Count == 0 || attributes.Operation == "DELETE" || attributes.Object is null
            || attributes.Kind.Resource.Group == "admissionregistration.k8s.io" || attributes.Kind.IsCreateOnly)
        {
            return;
        }

        var run = new Run();
        foreach (var invocation in Invocations(attributes, table, run))
        {
            var before = attributes.Object?.DeepClone();
            await InvokeAsync(attributes, invocation, run).ConfigureAwait(false);
            if (!JsonNode.DeepEquals(before, attributes.Object))
            {
                run.ToRepeat.UnionWith(run.Repeatable);
            }

            if (ObjectFields.Text(invocation.Policy.Spec, "reinvocationPolicy") == "IfNeeded")
            {
                run.Repeatable.Add(invocation);
            }
        }

        run.Throw(attributes);
        run.Output = attributes.Object?.DeepClone();
        attributes.Notes[Name] = run;
    }

    public async ValueTask ReinvokeAsync(AdmissionAttributes attributes)
    {
        if (!attributes.Notes.TryGetValue(Name, out var note) || note is not Run run)
        {
            return;
        }

        if (!JsonNode.DeepEquals(run.Output, attributes.Object))
        {
            run.ToRepeat.UnionWith(run.Repeatable);
        }

        foreach (var invocation in run.Repeatable.Where(run.ToRepeat.Contains))
        {
            await InvokeAsync(attributes, invocation, run).ConfigureAwait(false);
        }

        run.Throw(attributes);
    }

    private List<Invocation> Invocations(AdmissionAttributes attributes, ObjectTable table, Run run)
    {
        var all = core.Store.Table("mutatingadmissionpolicybindings" + Group).Current.Range(null, null)
            .Select(b => bindings.GetValue(b, static s => new AdmissionPolicy(s)))
            .ToLookup(b => ObjectFields.Text(b.Spec, "policyName"), StringComparer.Ordinal);
        var found = new List<Invocation>();
        foreach (var stored in table.Current.Range(null, null))
        {
            var policy = policies.GetValue(stored, static s => new AdmissionPolicy(s));
            if (!all.Contains(policy.Name) || policy.Match(attributes) is not { } matched)
            {
                continue;
            }

            foreach (var binding in all[policy.Name].Where(b => b.Narrows(attributes)))
            {
                var parameters = policy.Parameters(core, attributes, binding, out var fault);
                if (fault is not null)
                {
                    run.Refuse(policy, binding, fault, "");
                }

                found.AddRange(parameters.Select(p => new Invocation(policy, binding, matched, p)));
            }
        }

        return found;
    }

    private static async ValueTask InvokeAsync(AdmissionAttributes attributes, Invocation invocation, Run run)
    {
        var (policy, binding, matched, parameters) = invocation;
        var budget = new CelBudget(CelProgram.ObjectCostMax);
        var conditions = await ScopeAsync().ConfigureAwait(false);
        var (hold, fault) = policy.Conditions.Judge(conditions);
        if (!hold)
        {
            if (fault is not null)
            {
                run.Refuse(policy, binding, fault, "Invalid");
            }

            return;
        }

        foreach (var (_, mutation) in ObjectFields.Items(policy.Spec, "mutations"))
        {
            try
            {
                var variables = await ScopeAsync().ConfigureAwait(false);
                variables["variables"] = new PolicyVariables(policy.Spec, variables, budget);
                var shown = await AdmissionReviews.ShowAsync(attributes, matched, attributes.Object).ConfigureAwait(false);
                var patched = PolicyPatches.Apply(mutation, shown!, matched, variables, budget);
                if (!ReferenceEquals(matched, attributes.Kind) && attributes.Subresource != "scale")
                {
                    patched = await AdmissionReviews.ConvertAsync(
                        attributes, patched, matched, attributes.Kind).ConfigureAwait(false);
                }

                attributes.Object = AdmissionReviews.Decode(attributes, patched);
            }
            catch (PolicyPatchException e)
            {
                run.Refuse(policy, binding, e.Message, "Invalid");
            }
            catch (Wire.DecodeException e)
            {
                throw KubeErrors.Internal(e.Message);
            }
        }

        async ValueTask<Dictionary<string, object?>> ScopeAsync()
        {
            var scope = await CelConditions.VariablesAsync(attributes, matched).ConfigureAwait(false);
            scope["params"] = CelValues.From(parameters, null);
            return scope;
        }
    }

    private sealed record Invocation(AdmissionPolicy Policy, AdmissionPolicy Binding, Kind Matched, JsonObject? Parameters);

    /// <summary>What has happened to one request so far.</summary>
    private sealed class Run
    {
        private readonly List<(string Message, string Reason)> refusals = [];

        public List<Invocation> Repeatable { get; } = [];

        public HashSet<Invocation> ToRepeat { get; } = [];

        public JsonNode? Output { get; set; }

        public void Refuse(AdmissionPolicy policy, AdmissionPolicy binding, string message, string reason)
        {
            if (ObjectFields.Text(policy.Spec, "failurePolicy") != "Ignore")
            {
                refusals.Add(($"policy '{policy.Name}' with binding '{binding.Name}' denied request: {message}", reason));
            }
        }

        public void Throw(AdmissionAttributes attributes)
        {
            if (refusals.Count == 0)
            {
                return;
            }

            // The code stays that of a refusal, whatever the reason says.
            var refusal = attributes.Forbid("admission request denied by policy");
            var details = refusal.Status["details"]!.DeepClone().AsObject();
            details["causes"] = new JsonArray(
                [.. refusals.Select(r => (JsonNode?)new JsonObject { ["message"] = r.Message })]);
            var (message, reason) = refusals[0];
            throw KubeErrors.Make(403, reason.Length > 0 ? reason : "Forbidden", message, details);
        }
    }
}
