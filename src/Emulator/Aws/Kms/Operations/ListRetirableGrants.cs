using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// The grants that a principal may retire.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListRetirableGrants : IOperation<KmsState>
{
    public static string Name => "ListRetirableGrants";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var who = request.Required("RetiringPrincipal");
        return KmsPages.Page(
            request,
            "Grants",
            50,
            state.ById.Values.SelectMany(k => k.Grants.Where(g => g.RetiringPrincipal == who)
                .Select(g => KmsShapes.Grant(k, g, context))));
    }
}
