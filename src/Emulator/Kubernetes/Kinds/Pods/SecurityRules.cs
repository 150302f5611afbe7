using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>The security contexts of Pods and containers.</summary>
internal static class SecurityRules
{
    private const string IdRange = "must be between 0 and 2147483647, inclusive";
    private static readonly string[] Profiles = ["Localhost", "RuntimeDefault", "Unconfined"];
    private static readonly string[] ProcMounts = ["Default", "Unmasked"];

    // As the internal Go struct orders them: a context is shown whole in errors.
    private static readonly string[] ContextFields =
    [
        "Capabilities", "Privileged", "SELinuxOptions", "WindowsOptions", "RunAsUser", "RunAsGroup", "RunAsNonRoot",
        "ReadOnlyRootFilesystem", "AllowPrivilegeEscalation", "ProcMount", "SeccompProfile", "AppArmorProfile",
    ];

    /// <summary>The context of a whole Pod.</summary>
    public static void Pod(JsonObject? spec, string specPath, List<FieldError> errors)
    {
        var (context, path) = (Child(spec, "securityContext"), $"{specPath}.securityContext");
        Ids(context, ["fsGroup", "runAsUser", "runAsGroup"], path, errors);
        foreach (var (i, group) in (context?["supplementalGroups"] as JsonArray ?? []).Index())
        {
            if (Wire.GoNumbers.TryInt64(group, out var id) && id is < 0 or > int.MaxValue)
            {
                errors.Add(FieldError.Invalid($"{path}.supplementalGroups[{i}]", id, IdRange));
            }
        }

        if (Flag(spec, "shareProcessNamespace") && Flag(spec, "hostPID"))
        {
            errors.Add(FieldError.Invalid(
                $"{path}.shareProcessNamespace", true, "ShareProcessNamespace and HostPID cannot both be enabled"));
        }

        Sysctls(spec, context, $"{path}.sysctls", errors);
        ValueRules.Supported(context, "fsGroupChangePolicy", path, ["Always", "OnRootMismatch"], errors);
        Seccomp(context, path, errors);
        AppArmor(context, path, errors);
        ValueRules.Supported(context, "supplementalGroupsPolicy", path, ["Merge", "Strict"], errors);
        ValueRules.Supported(context, "seLinuxChangePolicy", path, ["MountOption", "Recursive"], errors);
        HostUsers(spec, specPath, errors);
    }

    public static void Container(JsonObject? context, JsonObject? spec, string path, List<FieldError> errors)
    {
        Ids(context, ["runAsUser", "runAsGroup"], path, errors);
        if (context?["procMount"] is not null && Text(context, "procMount") is var mount)
        {
            if (!ProcMounts.Contains(mount, StringComparer.Ordinal))
            {
                errors.Add(FieldError.NotSupported($"{path}.procMount", mount, ProcMounts));
            }

            if (mount == "Unmasked" && (spec?["hostUsers"] is null || Flag(spec, "hostUsers")))
            {
                errors.Add(FieldError.Invalid($"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`"));
            }
        }

        Seccomp(context, path, errors);
        AppArmor(context, path, errors);
        if (context?["allowPrivilegeEscalation"] is null || Flag(context, "allowPrivilegeEscalation"))
        {
            return;
        }

        if (Flag(context, "privileged"))
        {
            errors.Add(FieldError.Invalid(
                path, Shown(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
        }

        if (Texts(Child(context, "capabilities"), "add").Any(c => c is "CAP_SYS_ADMIN"))
        {
            errors.Add(FieldError.Invalid(
                path, Shown(context), "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
        }
    }

    private static void Ids(JsonObject? context, string[] fields, string path, List<FieldError> errors)
    {
        foreach (var field in fields)
        {
            if (context?[field] is not null && Number(context, field) is var id and (< 0 or > int.MaxValue))
            {
                errors.Add(FieldError.Invalid($"{path}.{field}", id, IdRange));
            }
        }
    }

    private static void HostUsers(JsonObject? spec, string path, List<FieldError> errors)
    {
        if (spec?["hostUsers"] is null || Flag(spec, "hostUsers"))
        {
            return;
        }

        // Two of the three are spelled as in Go.
        foreach (var (field, shown) in ((string, string)[])
            [("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")])
        {
            if (Flag(spec, field))
            {
                errors.Add(FieldError.Forbidden($"{path}.{shown}", "when `pod.Spec.HostUsers` is false"));
            }
        }
    }

    private static void Seccomp(JsonObject? context, string path, List<FieldError> errors)
    {
        if (Child(context, "seccompProfile") is not { } profile)
        {
            return;
        }

        var type = Text(profile, "type");
        var at = $"{path}.seccompProfile";
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{at}.type", "type is required when seccompProfile is set"));
        }
        else if (!Profiles.Contains(type, StringComparer.Ordinal))
        {
            errors.Add(FieldError.NotSupported($"{at}.type", type, Profiles));
        }

        if (type == "Localhost")
        {
            if (profile["localhostProfile"] is null)
            {
                errors.Add(FieldError.Required($"{at}.localhostProfile", "must be set when seccomp type is Localhost"));
            }

            PathRules.Descending(Text(profile, "localhostProfile"), $"{at}.localhostProfile", errors);
        }
        else if (profile["localhostProfile"] is { } local)
        {
            var shown = new JsonObject { ["Type"] = type, ["LocalhostProfile"] = local.DeepClone() };
            errors.Add(FieldError.Invalid($"{at}.localhostProfile", shown, "can only be set when seccomp type is Localhost"));
        }
    }

    private static void AppArmor(JsonObject? context, string path, List<FieldError> errors)
    {
        if (Child(context, "appArmorProfile") is not { } profile)
        {
            return;
        }

        var (type, local, at) = (Text(profile, "type"), Text(profile, "localhostProfile"), $"{path}.appArmorProfile");
        switch (type)
        {
            case "Localhost" when local != local.Trim():
                errors.Add(FieldError.Invalid($"{at}.localhostProfile", local, "must not be padded with whitespace"));
                break;
            case "Localhost" when local.Length == 0:
                errors.Add(FieldError.Required($"{at}.localhostProfile", "must be set when AppArmor type is Localhost"));
                break;
            case "Localhost" when local.Length > 4095:
                errors.Add(FieldError.TooLong($"{at}.localhostProfile", 4095));
                break;
            case "Localhost":
                break;
            case "RuntimeDefault" or "Unconfined" when profile["localhostProfile"] is not null:
                errors.Add(FieldError.Invalid(
                    $"{at}.localhostProfile", local, "can only be set when AppArmor type is Localhost"));
                break;
            case "RuntimeDefault" or "Unconfined":
                break;
            case "":
                errors.Add(FieldError.Required($"{at}.type", "type is required when appArmorProfile is set"));
                break;
            default:
                errors.Add(FieldError.NotSupported($"{at}.type", type, Profiles));
                break;
        }
    }

    private static void Sysctls(JsonObject? spec, JsonObject? context, string path, List<FieldError> errors)
    {
        const string form = @"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, sysctl) in Items(context, "sysctls"))
        {
            var (name, at) = (Text(sysctl, "name"), $"{path}[{i}].name");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required(at));
            }
            else if (name.Length > 253 || !name.Split('.', '/').All(IsSysctlPart))
            {
                errors.Add(FieldError.Invalid(at, name, $"must have at most 253 characters and match regex {form}"));
            }
            else if (!seen.Add(name))
            {
                errors.Add(FieldError.Duplicate(at, name));
            }

            var dotted = name.Replace('/', '.');
            if (Flag(spec, "hostNetwork") && dotted.StartsWith("net.", StringComparison.Ordinal))
            {
                errors.Add(FieldError.Invalid(at, name, "may not be specified when 'hostNetwork' is true"));
            }
            else if (Flag(spec, "hostIPC") && IsOfIpc(dotted))
            {
                errors.Add(FieldError.Invalid(at, name, "may not be specified when 'hostIPC' is true"));
            }
        }
    }

    private static bool IsOfIpc(string name) => name is "kernel.sem" || ((string[])["kernel.shm", "kernel.msg", "fs.mqueue."])
        .Any(p => name.StartsWith(p, StringComparison.Ordinal));

    private static bool IsSysctlPart(string part) =>
        part.Length > 0 && part[0] is not ('-' or '_') && part[^1] is not ('-' or '_')
        && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static JsonObject Shown(JsonObject context)
    {
        var shown = new JsonObject();
        foreach (var field in ContextFields)
        {
            var json = field == "SELinuxOptions" ? "seLinuxOptions" : char.ToLowerInvariant(field[0]) + field[1..];
            shown[field] = Capitalized(context[json]);
        }

        if (shown["Capabilities"] is JsonObject capabilities)
        {
            shown["Capabilities"] = new JsonObject
            {
                ["Add"] = capabilities["Add"]?.DeepClone(),
                ["Drop"] = capabilities["Drop"]?.DeepClone(),
            };
        }

        return shown;
    }

    private static JsonNode? Capitalized(JsonNode? node) => node is JsonObject obj
        ? new JsonObject(obj.Select(p =>
            KeyValuePair.Create(char.ToUpperInvariant(p.Key[0]) + p.Key[1..], Capitalized(p.Value))))
        : node?.DeepClone();
}
