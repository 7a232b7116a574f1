//! The parties of the policy, by every name that it gives them.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    Police,
    OrgDept,
    HrBureau,
    Discipline,
    Procuratorate,
    Court,
}

impl Party {
    #[inline]
    pub fn look_up(word: &[u8]) -> Option<Party> {
        Some(match word {
            b"police" => Party::Police,
            b"org_dept" => Party::OrgDept,
            b"hr_bureau" => Party::HrBureau,
            b"discipline" => Party::Discipline,
            b"procuratorate" => Party::Procuratorate,
            b"court" => Party::Court,
            _ => return Party::by_name(std::str::from_utf8(word).ok()?),
        })
    }

    fn by_name(word: &str) -> Option<Party> {
        Some(match word {
            "区公安局" => Party::Police,
            "区委组织部" | "组织部" => Party::OrgDept,
            "区人社局" | "区人力资源和社会保障局" => Party::HrBureau,
            "区纪委监委" | "区纪委" | "区监委" | "案件监督管理室" => Party::Discipline,
            "区检察院" => Party::Procuratorate,
            "区法院" => Party::Court,
            _ => return None,
        })
    }

    pub fn id(self) -> &'static str {
        match self {
            Party::Police => "police",
            Party::OrgDept => "org_dept",
            Party::HrBureau => "hr_bureau",
            Party::Discipline => "discipline",
            Party::Procuratorate => "procuratorate",
            Party::Court => "court",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Party::Police => "区公安局",
            Party::OrgDept => "区委组织部",
            Party::HrBureau => "区人社局",
            Party::Discipline => "区纪委监委",
            Party::Procuratorate => "区检察院",
            Party::Court => "区法院",
        }
    }
}

/// Who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    Untold,
    Known(Party),
    Stranger,
}

impl Actor {
    /// What the bearer must do is done by it, or by whom nobody wrote down.
    pub fn may_be(self, bearer: Party) -> bool {
        matches!(self, Actor::Untold) || self == Actor::Known(bearer)
    }
}

/// The known parties that an event went to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recipients(u8);

impl Recipients {
    pub fn add(&mut self, party: Party) {
        self.0 |= 1 << party as u8;
    }

    pub fn include(self, party: Party) -> bool {
        self.0 & (1 << party as u8) != 0
    }
}
