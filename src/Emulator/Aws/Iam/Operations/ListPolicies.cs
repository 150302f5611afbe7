using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Managed policies, the customer's and AWS's.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListPolicies : IOperation<IamState>
{
    public static string Name => "ListPolicies";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var scope = request.Text("Scope") ?? "All";
        var attachedOnly = request.Flag("OnlyAttached") == true;
        var policies = (scope != "AWS" ? state.Policies.Values : Enumerable.Empty<IamPolicy>())
            .Concat(scope != "Local" ? ManagedPolicies.All(context.Partition) : [])
            .Where(p => IamFind.IsBelow(request, p.Path)
                && (!attachedOnly || IamAttachments.Count(p.Arn, state) > 0));
        return IamPages.Page(request, "Policies", policies.Select(p => IamShapes.Policy(p, state, full: false)));
    }
}
