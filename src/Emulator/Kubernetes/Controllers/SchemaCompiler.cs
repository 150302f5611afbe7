using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Schema;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>What CRDs need from the schema engine and from webhooks.</summary>
internal static class SchemaCompiler
{
    public static ICustomSchema Compile(JsonObject schema) => StructuralSchema.Compile(schema);

    public static IObjectConverter Converter(KubeCore core, JsonObject crd) => new WebhookConverter(core, core.Webhooks, crd);
}
